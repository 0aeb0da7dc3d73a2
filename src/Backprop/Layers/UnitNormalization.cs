using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Makes vectors unit vectors: y = x / max(√Σx², 10⁻¹²), with the sum along the given axes. Source: keras/src/layers/normalization/unit_normalization.py.
/// </summary>
public sealed class UnitNormalization : Layer
{
    // Squared it must still be a normal number in float32.
    private const double Epsilon = 1e-12;

    private readonly int[] _axis;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axes along which squares are added. Default the last.</param>
    /// <param name="name">The name. Default unit_normalization, unit_normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">No axis is named.</exception>
    public UnitNormalization(IReadOnlyList<int>? axis = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (axis is { Count: 0 }) throw new ArgumentException("Name at least one axis to normalise over.", nameof(axis));
        _axis = [.. axis ?? [-1]];
    }

    /// <summary>The axes along which squares are added.</summary>
    public IReadOnlyList<int> Axis => _axis;

    /// <inheritdoc/>
    public override Config GetConfig() => _axis is [int single] ? base.GetConfig().Set("axis", single) : base.GetConfig().Set("axis", _axis);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static UnitNormalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("axis"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x * ReciprocalSqrt(Maximum(Sum(Square(x), _axis, keepDims: true), Epsilon * Epsilon));
}
