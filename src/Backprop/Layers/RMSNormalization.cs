using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Scales each sample by the root of its mean square: y = x/√(mean(x²) + ε) · scale. Nothing is shifted.
/// Input and output any shape, scale the lengths of the given axes. Source: B. Zhang, R. Sennrich (2019); keras/src/layers/normalization/rms_normalization.py.
/// </summary>
public sealed class RMSNormalization : Layer
{
    private readonly int[] _axis;
    private Variable? _scale;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axes over which the mean is taken. Default the last.</param>
    /// <param name="epsilon">What is added to the mean square. Default 10⁻⁶.</param>
    /// <param name="name">The name. Default rms_normalization, rms_normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">No axis is named, or ε is negative.</exception>
    public RMSNormalization(IReadOnlyList<int>? axis = null, double epsilon = 1e-6, string? name = null, DType? dtype = null, bool trainable = true)
        : base(name, dtype, trainable)
    {
        if (axis is { Count: 0 }) throw new ArgumentException("Name at least one axis to normalise over.", nameof(axis));
        if (!(epsilon >= 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε must be 0 or more, not {epsilon}.");
        (_axis, Epsilon) = ([.. (axis ?? [-1]).Order()], epsilon);
    }

    /// <summary>The axes over which the mean is taken, in ascending order as in Keras.</summary>
    public IReadOnlyList<int> Axis => _axis;

    /// <summary>What is added to the mean square.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", _axis).Set("epsilon", Epsilon);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RMSNormalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("axis"), config.Double("epsilon", 1e-6));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape) => _scale = AddWeight("scale", Shape.Create([.. _axis.Select(axis => inputShape[axis])]), new Ones());

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        int[] kept = [.. _axis.Select(x.Shape.Axis)];
        Shape broadcast = Shape.Create([.. Enumerable.Range(0, x.Shape.Rank).Select(axis => kept.Contains(axis) ? x.Shape[axis] : 1)]);
        Node meanSquare = context.Record("mean_square", Mean(Square(x), _axis, keepDims: true));
        Node normalized = context.Record("normalized", x * ReciprocalSqrt(meanSquare + Epsilon));
        return context.Record("a", normalized * Reshape(_scale!, broadcast));
    }
}
