using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x above a threshold, elsewhere another value.</summary>
/// <param name="threshold">The threshold. Default 0.</param>
/// <param name="defaultValue">The value up to the threshold. Default 0.</param>
public sealed class Threshold(double threshold = 0, double defaultValue = 0) : ActivationFunction
{
    /// <summary>The threshold.</summary>
    public double Limit => threshold;

    /// <summary>The value up to the threshold.</summary>
    public double DefaultValue => defaultValue;

    private protected override bool HasDefaultArguments => threshold == 0 && defaultValue == 0;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.Greater(x, Limit), x, Functions.Like(x, DefaultValue));
}
