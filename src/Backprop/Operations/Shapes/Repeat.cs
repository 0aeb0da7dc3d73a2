using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

public static partial class Functions
{
    /// <summary>Each entry of an axis several times in a row: 1, 2 becomes 1, 1, 2, 2. The gradients of the copies add up.</summary>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="count">How often each entry stands there, 1 or more.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or there is no such axis.</exception>
    public static Node Repeat(Node x, int count, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count == 1) return x;
        int[] indices = [.. Enumerable.Range(0, checked(x.Shape[axis] * count)).Select(index => index / count)];
        return Gather(x, Constant.Of(Tensor.From<int>(indices)), axis);
    }
}
