using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>
/// max(x, 0). In general: 0 … x above the threshold, up to a largest value; below, slope·(x − threshold).
/// Source: <c>relu</c> in keras/src/activations/activations.py.
/// </summary>
/// <param name="negativeSlope">The slope below the threshold. Default 0.</param>
/// <param name="maxValue">The largest value. Default none.</param>
/// <param name="threshold">Where the function begins to rise. Default 0.</param>
public sealed class Relu(double negativeSlope = 0, double? maxValue = null, double threshold = 0) : ActivationFunction
{
    /// <summary>The slope below the threshold.</summary>
    public double NegativeSlope => negativeSlope;

    /// <summary>The largest value, or null.</summary>
    public double? MaxValue => maxValue;

    /// <summary>Where the function begins to rise.</summary>
    public double Threshold => threshold;

    private protected override bool HasDefaultArguments => negativeSlope == 0 && maxValue is null && threshold == 0;

    /// <inheritdoc/>
    public override Node Apply(Node x)
    {
        Node y = threshold == 0 ? Functions.Relu(x) : Functions.Where(Functions.Greater(x, threshold), x, Functions.Like(x, 0));
        if (maxValue is { } largest) y = Functions.Clip(y, 0, largest);
        return negativeSlope == 0 ? y : y - negativeSlope * Functions.Relu(threshold - x);
    }
}
