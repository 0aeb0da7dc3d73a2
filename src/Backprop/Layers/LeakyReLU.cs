using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>x where it is positive, otherwise slope·x. The slope is 0.3 unless told otherwise; that of the activation "leaky_relu" is 0.2. Source: keras/src/layers/activations/leaky_relu.py.</summary>
public sealed class LeakyReLU : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="negativeSlope">The slope below 0. Default 0.3.</param>
    /// <param name="name">The name. Default leaky_re_lu, leaky_re_lu_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public LeakyReLU(double negativeSlope = 0.3, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(negativeSlope >= 0)) throw new ArgumentOutOfRangeException(nameof(negativeSlope), $"The slope must be 0 or more, not {negativeSlope}.");
        NegativeSlope = negativeSlope;
    }

    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("negative_slope", NegativeSlope);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static LeakyReLU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double(config.Has("alpha") ? "alpha" : "negative_slope", 0.3));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => new Activations.LeakyRelu(NegativeSlope).Apply(x);
}
