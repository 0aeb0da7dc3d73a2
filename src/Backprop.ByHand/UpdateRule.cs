namespace Backprop.ByHand;

/// <summary>What happens to the weights after a prediction: the part of training that can be right or wrong.</summary>
public abstract class UpdateRule
{
    /// <summary>Changes the network's weights after <see cref="Network.Forward"/> has predicted for one sample.</summary>
    /// <param name="network">The network, with x, z and a of the prediction in its layers.</param>
    /// <param name="y">What the prediction should have been.</param>
    public abstract void Apply(Network network, double[] y);
}
