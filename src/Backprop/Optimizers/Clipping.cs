using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>The three ways to keep gradients small. Source: keras/src/optimizers/base_optimizer.py, <c>_clip_gradients</c>.</summary>
internal static class Clipping
{
    /// <summary>Each gradient shortened to a length of at most <paramref name="norm"/>: g·norm / max(‖g‖, norm).</summary>
    public static IReadOnlyList<Node> ByNorm(IReadOnlyList<Node> gradients, double norm) =>
        [.. gradients.Select(g => g * (norm / Maximum(Sqrt(Sum(Square(g))), norm)))];

    /// <summary>All gradients together, as one vector, shortened to a length of at most <paramref name="norm"/>.</summary>
    public static IReadOnlyList<Node> ByGlobalNorm(IReadOnlyList<Node> gradients, double norm)
    {
        if (gradients.Count == 0) return gradients;
        // Layers of both number types may stand in one model; their sum is float64 then.
        DType widest = gradients.Any(g => g.DType == DType.Float64) ? DType.Float64 : gradients[0].DType;
        Node length = Sqrt(gradients.Select(g => Cast(Sum(Square(g)), widest)).Aggregate((a, b) => a + b));
        return [.. gradients.Select(g => g * (norm / Maximum(Cast(length, g.DType), norm)))];
    }

    /// <summary>Each number kept within −value … value.</summary>
    public static IReadOnlyList<Node> ByValue(IReadOnlyList<Node> gradients, double value) => [.. gradients.Select(g => Clip(g, -value, value))];

    /// <summary>The limit itself, if it is one.</summary>
    public static double? Check(double? limit, string name) =>
        limit is null or (> 0 and < double.PositiveInfinity) ? limit : throw new ArgumentOutOfRangeException(name, $"{name} must be a positive number, not {limit}. Leave it out for no clipping.");
}
