using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>x where it is positive, otherwise alpha·(eˣ − 1). Source: D. Clevert et al. (2015); keras/src/layers/activations/elu.py.</summary>
public sealed class ELU : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="alpha">How far below 0 it may go. Default 1.</param>
    /// <param name="name">The name. Default elu, elu_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public ELU(double alpha = 1, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(alpha >= 0)) throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be 0 or more, not {alpha}.");
        Alpha = alpha;
    }

    /// <summary>How far below 0 it may go.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("alpha", Alpha);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static ELU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("alpha", 1));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => new Activations.Elu(Alpha).Apply(x);
}
