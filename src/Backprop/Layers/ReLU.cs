using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>0 … x above the threshold, up to a largest value; below, slope·(x − threshold). With the defaults max(x, 0). Source: keras/src/layers/activations/relu.py.</summary>
public sealed class ReLU : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="maxValue">The largest value. Default none.</param>
    /// <param name="negativeSlope">The slope below the threshold. Default 0.</param>
    /// <param name="threshold">Where the function begins to rise. Default 0.</param>
    /// <param name="name">The name. Default re_lu, re_lu_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public ReLU(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (maxValue < 0) throw new ArgumentOutOfRangeException(nameof(maxValue), $"The largest value must be 0 or more, not {maxValue}.");
        if (!(negativeSlope >= 0)) throw new ArgumentOutOfRangeException(nameof(negativeSlope), $"The slope must be 0 or more, not {negativeSlope}.");
        if (!(threshold >= 0)) throw new ArgumentOutOfRangeException(nameof(threshold), $"The threshold must be 0 or more, not {threshold}.");
        (MaxValue, NegativeSlope, Threshold) = (maxValue, negativeSlope, threshold);
    }

    /// <summary>The largest value, or null.</summary>
    public double? MaxValue { get; }

    /// <summary>The slope below the threshold.</summary>
    public double NegativeSlope { get; }

    /// <summary>Where the function begins to rise.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("max_value", MaxValue).Set("negative_slope", NegativeSlope).Set("threshold", Threshold);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static ReLU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalDouble("max_value"), config.Double("negative_slope", 0), config.Double("threshold", 0));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => new Activations.Relu(NegativeSlope, MaxValue, Threshold).Apply(x);
}
