using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>Copies and transpositions against the definition, for whole tiles and what is left over, every size of number, and any number of threads.</summary>
public sealed class StridedCopyTests
{
    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Every_number_comes_to_its_place(DType type)
    {
        int[][] shapes = [[1, 1, 1], [8, 8, 1], [16, 24, 1], [7, 9, 1], [3, 17, 5], [4, 33, 12], [2, 64, 64], [5, 40, 3], [300, 260, 1], [3, 130, 131], [40, 70, 32]];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
        int before = Workers.Count;
        try
        {
            foreach (int[] lengths in shapes)
            {
                Tensor x = Tensor.From(Enumerable.Range(0, lengths[0] * lengths[1] * lengths[2]).Select(i => (double)i).ToArray(), Shape.Create(lengths)).Cast(type);
                if (type == DType.Bool) x = Tensor.From(Enumerable.Range(0, x.Size).Select(i => i * 7919 % 5 < 2 ? 1.0 : 0).ToArray(), x.Shape).Cast(type);
                foreach (int[] order in orders)
                {
                    foreach (int count in new[] { 1, 3 })
                    {
                        Workers.Count = count;
                        Tensor y = new(type, Shape.Create([.. order.Select(axis => lengths[axis])]));
                        new Transpose(order).Compute([x], y);
                        Check(x, y, order);
                    }
                }
            }
        }
        finally
        {
            Workers.Count = before;
        }
    }

    private static void Check(Tensor x, Tensor y, int[] order)
    {
        long[] strides = x.Shape.Strides();
        int at = 0;
        for (int i = 0; i < y.Shape[0]; i++)
        {
            for (int j = 0; j < y.Shape[1]; j++)
            {
                for (int k = 0; k < y.Shape[2]; k++, at++)
                {
                    int from = (int)(i * strides[order[0]] + j * strides[order[1]] + k * strides[order[2]]);
                    if (!x.At(from).Equals(y.At(at))) Assert.Fail($"{x.Type} in the order ({string.Join(", ", order)}): element {at} is {y.At(at)}, not {x.At(from)}");
                }
            }
        }
    }
}
