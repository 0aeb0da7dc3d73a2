namespace Backprop.Training;

/// <summary>What a step is for.</summary>
internal enum StepMode
{
    Train,

    /// <summary>Training steps that only add up gradients.</summary>
    Accumulate,
    Test,
}
