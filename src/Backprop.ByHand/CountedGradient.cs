namespace Backprop.ByHand;

/// <summary>A gradient and what it cost, counted while it was computed.</summary>
/// <param name="Gradients">All gradients, in the order of <see cref="Network.GetWeights()"/>.</param>
/// <param name="KernelWeights">How many weights there are, biases not included.</param>
/// <param name="WeightPaths">How many paths were followed from a kernel weight to the loss; 0 when none was, because δ is shared.</param>
/// <param name="BiasPaths">How many were followed from a bias.</param>
/// <param name="Multiplications">How many multiplications were carried out for weights and biases.</param>
public sealed record CountedGradient(double[] Gradients, long KernelWeights, long WeightPaths, long BiasPaths, long Multiplications);
