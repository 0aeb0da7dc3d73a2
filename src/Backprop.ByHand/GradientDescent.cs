namespace Backprop.ByHand;

/// <summary>Gradient descent on one sample at a time: all gradients first, then W ← W − η·dW and b ← b − η·db.</summary>
/// <param name="learningRate">η, the length of a step relative to the gradient.</param>
public sealed class GradientDescent(double learningRate) : UpdateRule
{
    /// <summary>η.</summary>
    public double LearningRate { get; } = learningRate;

    /// <inheritdoc/>
    public override void Apply(Network network, double[] y)
    {
        network.Backward(y);
        network.Update(LearningRate);
    }
}
