using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The shapes on which elementwise operations are checked: broadcasting both ways, size one, empty, rank 0 to 5.</summary>
internal static class ElementwiseSamples
{
    private static readonly Shape[] s_shapes = [[], [1], [3], [2, 3], [0, 2], [2, 1, 3], [1, 2, 1, 2], [2, 1, 2, 1, 2]];

    private static readonly (Shape A, Shape B)[] s_pairs =
    [
        ([], []), ([3], [3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([], [2, 2]), ([1], [4]), ([0, 2], [2]), ([2, 3, 1, 2], [3, 2, 1]), ([1, 2, 1, 2, 1], [2, 1, 2, 1, 2]),
    ];

    public static IEnumerable<Sample> Unary(Operation operation, double low = -2, double high = 2, bool isSmooth = true, params double[] kinks) =>
        s_shapes.Select(shape => new Sample(operation, new SampleInput(shape, low, high)) { Kinks = kinks, IsSmooth = isSmooth });

    public static IEnumerable<Sample> Binary(Operation operation, double low = -2, double high = 2, double lowB = double.NaN, double highB = double.NaN, bool isSmooth = true) =>
        s_pairs.Select(pair => new Sample(operation, new SampleInput(pair.A, low, high), new SampleInput(pair.B, double.IsNaN(lowB) ? low : lowB, double.IsNaN(highB) ? high : highB)) { IsSmooth = isSmooth });

    public static IEnumerable<Sample> Unary(Operation operation, DType type) => s_shapes.Select(shape => new Sample(operation, new SampleInput(shape, 0, 1, type)));

    public static IEnumerable<Sample> Binary(Operation operation, DType type) =>
        s_pairs.Select(pair => new Sample(operation, new SampleInput(pair.A, 0, 1, type), new SampleInput(pair.B, 0, 1, type)));
}
