using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The shapes and axes on which reductions are checked: first, middle, last and all axes, size one, empty, rank 1 to 5.</summary>
internal static class ReductionSamples
{
    private static readonly (Shape Shape, int First, int Count)[] s_cases =
    [
        ([4], 0, 1), ([1], 0, 1), ([2, 3], 0, 1), ([2, 3], 1, 1), ([2, 3], 0, 2), ([2, 3, 4], 1, 1), ([2, 3, 2, 2], 1, 2), ([1, 2, 1, 3, 2], 2, 3), ([3, 0], 0, 1), ([0, 3], 1, 1),
    ];

    public static IEnumerable<Sample> Of(Func<int, int, bool, Operation> reduction, double low = -2, double high = 2, bool isSmooth = true, bool emptyAxis = true)
    {
        foreach ((Shape shape, int first, int count) in emptyAxis ? [.. s_cases, ([0], 0, 1), ([2, 0, 2], 1, 1)] : s_cases)
        {
            yield return new Sample(reduction(first, count, false), new SampleInput(shape, low, high)) { IsSmooth = isSmooth };
            yield return new Sample(reduction(first, count, true), new SampleInput(shape, low, high)) { IsSmooth = isSmooth };
        }
    }
}
