namespace Backprop.Training;

/// <summary>Samples that a model is judged by, but does not learn from.</summary>
/// <param name="X">The inputs.</param>
/// <param name="Y">The targets.</param>
/// <param name="SampleWeight">One weight per sample. Default none.</param>
public sealed record ValidationData(TensorSet X, TensorSet Y, TensorSet? SampleWeight = null);
