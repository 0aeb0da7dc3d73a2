using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// In training each sample as a whole becomes 0 with probability rate, and the others are divided by 1 − rate; otherwise nothing happens. Put before an addition,
/// it leaves out the branch for that sample. Part of keras.applications' ConvNeXt. Source: G. Huang et al. (2016); keras/src/applications/convnext.py.
/// </summary>
public sealed class StochasticDepth : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="dropPathRate">The probability that a sample becomes 0: from 0 up to but not 1.</param>
    /// <param name="name">The name. Default stochastic_depth, stochastic_depth_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a probability below 1.</exception>
    public StochasticDepth(double dropPathRate, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(dropPathRate is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(dropPathRate), $"drop_path_rate is a probability from 0 to less than 1, not {dropPathRate}.");
        DropPathRate = dropPathRate;
    }

    /// <summary>The probability that a sample becomes 0.</summary>
    public double DropPathRate { get; }

    /// <inheritdoc/>
    public override string KerasModule => "keras.src.applications.convnext";

    /// <inheritdoc/>
    public override string? RegisteredName => KerasClass;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("drop_path_rate", DropPathRate);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static StochasticDepth FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("drop_path_rate"));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training || DropPathRate == 0) return x;
        Shape one = x.Shape;
        for (int axis = 1; axis < one.Rank; axis++) one = one.With(axis, 1);
        Node drawn = RandomUniform(context.NextOrigin(null), context.Step, one, x.DType);
        return Where(GreaterEqual(drawn, DropPathRate), x / (1 - DropPathRate), Like(x, 0));
    }
}
