using Backprop.Tensors;

namespace Backprop.Tests.Tensors;

public sealed class TensorTextTests
{
    [Fact]
    public void Numbers_are_aligned_below_their_type_and_shape()
    {
        Assert.Equal("float32 () 0.1", Tensor.Scalar(0.1f).ToString());
        Assert.Equal("int32 (3,)\n[ 1 -2 30]", Tensor.From([1, -2, 30]).ToString());
        Assert.Equal("bool (2,)\n[ true false]", Tensor.From([true, false]).ToString());
        Assert.Equal("float64 (2, 2)\n[[       0.1          0]\n [         2 0.33333333]]", Tensor.From([0.1, 0, 2, 1 / 3.0], [2, 2]).ToString());
        Assert.Equal("float32 (2, 1, 2)\n[[[0 1]]\n\n [[2 3]]]", Tensor.From([0f, 1, 2, 3], [2, 1, 2]).ToString());
        Assert.Equal("float32 (0, 2) []", new Tensor(DType.Float32, [0, 2]).ToString());
        Assert.Equal("float64 (3,)\n[      NaN  Infinity -Infinity]", Tensor.From([double.NaN, double.PositiveInfinity, double.NegativeInfinity]).ToString());
    }

    [Fact]
    public void Of_a_large_tensor_the_edges_are_shown()
    {
        Tensor numbers = Tensor.From(Enumerable.Range(0, 4000).ToArray(), [100, 40]);
        string[] lines = numbers.ToString().Split('\n');
        Assert.Equal(8, lines.Length);
        Assert.Equal("[[   0    1    2 ...   37   38   39]", lines[1]);
        Assert.Equal(" ...", lines[4]);
        Assert.Equal(" [3960 3961 3962 ... 3997 3998 3999]]", lines[7]);
    }
}
