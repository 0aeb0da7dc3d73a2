using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>w / (10⁻⁷ + ‖w‖): every column of a dense kernel gets length 1. Source: keras/src/constraints/constraints.py.</summary>
/// <param name="axis">The axes along which lengths are taken. Default 0.</param>
public sealed class UnitNorm(params IReadOnlyList<int> axis) : Constraint
{
    /// <summary>What Keras adds to a length before it divides by it.</summary>
    internal const double Epsilon = 1e-7;

    /// <summary>The axes along which lengths are taken.</summary>
    public IReadOnlyList<int> Axis { get; } = axis.Count == 0 ? [0] : axis;

    /// <inheritdoc/>
    public override Node Apply(Node w) => w / (Epsilon + Norm(w, Axis));

    /// <summary>√Σw² along axes, which stay with length 1.</summary>
    internal static Node Norm(Node w, IReadOnlyList<int> axis) => Sqrt(Sum(Square(w), axis, keepDims: true));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", AxisJson(Axis));

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static UnitNorm FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("axis") ?? []);
    }

    /// <summary>One axis as a number, several as a list.</summary>
    internal static JsonNode AxisJson(IReadOnlyList<int> axis) => axis.Count == 1 ? JsonValue.Create(axis[0]) : new JsonArray([.. axis.Select(one => (JsonNode)one)]);
}
