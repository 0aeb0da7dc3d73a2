using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Operations;

public sealed class ShapeOperationTests
{
    public static TheoryData<DType> Types => [DType.Float32, DType.Float64, DType.Int32, DType.Int64, DType.Bool];

    private static Variable Counting(Shape shape, DType type = DType.Float64) => Variable.Of("x", Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => (double)i)], shape).Cast(type));

    private static double[] Values(Node node) => node.Evaluate().Cast(DType.Float64).ToArray<double>();

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 1, 0 })]
    [InlineData(new[] { 70, 45 }, new[] { 1, 0 })]
    [InlineData(new[] { 3, 35, 40 }, new[] { 0, 2, 1 })]
    [InlineData(new[] { 5, 33, 34 }, new[] { 2, 0, 1 })]
    [InlineData(new[] { 5, 33, 34 }, new[] { 2, 1, 0 })]
    [InlineData(new[] { 4, 3, 5, 6 }, new[] { 0, 2, 3, 1 })]
    [InlineData(new[] { 4, 3, 5, 6 }, new[] { 3, 1, 0, 2 })]
    [InlineData(new[] { 2, 3, 1, 4, 2 }, new[] { 4, 0, 3, 2, 1 })]
    public void TransposeMovesEveryElement(int[] lengths, int[] axes)
    {
        foreach (DType type in Types.Select(row => row.Data))
        {
            Variable x = Counting(Shape.Create(lengths), type);
            Tensor y = Transpose(x, axes).Evaluate();
            var index = new int[lengths.Length];
            for (int position = 0; position < y.Size; position++)
            {
                int rest = position;
                var moved = new int[lengths.Length];
                for (int axis = lengths.Length - 1; axis >= 0; axis--) (rest, moved[axis]) = Math.DivRem(rest, y.Shape[axis]);
                for (int axis = 0; axis < lengths.Length; axis++) index[axes[axis]] = moved[axis];
                Assert.Equal(x.Value.GetDouble(index), y.At(position));
            }
        }
    }

    [Fact]
    public void TwoTranspositionsAreOne()
    {
        Variable x = Counting([2, 3, 4]);
        Assert.Same(x, Transpose(Transpose(x)));
        Assert.Same(Transpose(x, [0, 2, 1]), Transpose(Transpose(x, [2, 0, 1]), [1, 0, 2]));
        Assert.Throws<ArgumentException>(() => Transpose(x, [0, 0, 1]));
        Assert.Throws<ArgumentException>(() => Transpose(x, [0, 1]));
    }

    [Theory]
    [InlineData(null, null, 1, new double[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(1, 4, 1, new double[] { 1, 2, 3 })]
    [InlineData(-2, null, 1, new double[] { 4, 5 })]
    [InlineData(null, -4, 1, new double[] { 0, 1 })]
    [InlineData(0, 100, 4, new double[] { 0, 4 })]
    [InlineData(null, null, -1, new double[] { 5, 4, 3, 2, 1, 0 })]
    [InlineData(4, 0, -2, new double[] { 4, 2 })]
    [InlineData(null, null, -5, new double[] { 5, 0 })]
    [InlineData(4, 2, 1, new double[0])]
    [InlineData(-100, 2, 1, new double[] { 0, 1 })]
    [InlineData(int.MaxValue, int.MinValue, int.MinValue, new double[] { 5 })]
    public void SlicesFollowPython(int? begin, int? end, int step, double[] expected)
    {
        Assert.Equal(expected, Values(SliceAxis(Counting([6]), 0, begin, end, step)));
        // Beside other axes, inner and outer.
        Assert.Equal(expected.SelectMany(v => new[] { 2 * v, 2 * v + 1 }), Values(SliceAxis(Counting([6, 2]), 0, begin, end, step)));
        Assert.Equal([.. expected, .. expected.Select(v => v + 6)], Values(SliceAxis(Counting([2, 6]), -1, begin, end, step)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryTypeIsCutJoinedAndPadded(DType type)
    {
        Variable x = Counting([3, 4], type);
        Node left = SliceAxis(x, 1, 0, 1), right = SliceAxis(x, 1, 1, null);
        Assert.Equal(Values(x), Values(Concatenate([left, right])));
        Assert.Equal(Values(x), Values(Concatenate([.. Split(x, 3)], 0)));
        Assert.Equal(Values(Transpose(x)), Values(Stack([.. Split(x, 4, 1).Select(part => Reshape(part, [3]))], 0)));
        Assert.Equal(Values(x), Values(Slice(Pad(x, [(1, 2), (3, 0)], 1), [1, 3], [4, null])));
    }

    [Fact]
    public void RowsAreViewsInAPlan()
    {
        Variable x = Counting([4, 3]);
        Node y = SliceAxis(x, 0, 1, 3) * 2;
        var plan = Plan.Of([y]);
        plan.Run();
        Assert.Equal([6.0, 8, 10, 12, 14, 16], plan[y].ToArray<double>());
        Assert.Equal(1, plan.KernelCount);
    }

    [Fact]
    public void SplitsAtIndices() => Assert.Equal([2, 0, 3], Split(Counting([5]), [2, 2]).Select(part => part.Shape[0]));

    [Fact]
    public void SplitAndConcatenateNameWhatDoesNotFit()
    {
        Assert.Contains("(5,)", Assert.Throws<ArgumentException>(() => Split(Counting([5]), 2)).Message, StringComparison.Ordinal);
        Assert.Contains("float64 (2, 3) and float64 (3, 3)", Assert.Throws<ArgumentException>(() => Concatenate([Counting([2, 3]), Counting([3, 3])])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Concatenate([]));
        Assert.Throws<ArgumentException>(() => Stack([Counting([2]), Counting([3])]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stack([Counting([2])], 3));
        Assert.Throws<ArgumentException>(() => SliceAxis(Counting([5]), 0, null, null, 0));
        Assert.Throws<ArgumentException>(() => Pad(Counting([5]), [(-1, 0)]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void GatherTakesRows(DType type)
    {
        Node indices = Tensor.From([2, 0, 2]);
        Variable x = Counting([3, 2], type);
        Assert.Equal(Values(Concatenate([SliceAxis(x, 0, 2, 3), SliceAxis(x, 0, 0, 1), SliceAxis(x, 0, 2, 3)], 0)), Values(Gather(x, indices)));
        Assert.Equal(Values(Transpose(Gather(x, indices))), Values(Gather(Transpose(x), indices, -1)));
    }

    [Fact]
    public void RepeatedIndicesAddUp()
    {
        Assert.Equal([2.0, 0, 4], Values(ScatterAdd(Tensor.From([1.0, 2, 3]), Tensor.From([2L, 0L, 2L]), 3)));
        Assert.Equal([0.0, 0, 2, 4, 0, 0], Values(ScatterAdd(Tensor.From(new double[,] { { 0, 1 }, { 2, 3 } }), Tensor.From([1, 1]), 3)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void AnIndexOutsideIsNamedWithItsPosition(int index)
    {
        Node indices = Tensor.From([0, index]);
        foreach (Node node in new[] { Gather(Counting([3]), indices), ScatterAdd(Counting([2]), indices, 3), Pick(Counting([2, 3]), indices) })
        {
            string message = Assert.Throws<ArgumentException>(() => node.Evaluate()).Message;
            Assert.Contains($"the index {index} at position 1 is outside 0 … 2", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void PickTakesOnePerRow() => Assert.Equal([2.0, 3], Values(Pick(Counting([2, 3]), Tensor.From([2, 0]))));

    [Fact]
    public void OneHotIsZeroOutside()
    {
        Node y = OneHot(Tensor.From([1, -1, 3, 2]), 3);
        Assert.Equal(new TensorType(DType.Float32, [4, 3]), y.Type);
        Assert.Equal([0.0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Values(y));
    }

    [Theory]
    [InlineData(false, false, new double[] { 1, 3, 6 })]
    [InlineData(true, false, new double[] { 0, 1, 3 })]
    [InlineData(false, true, new double[] { 6, 5, 3 })]
    [InlineData(true, true, new double[] { 5, 3, 0 })]
    public void RunningSums(bool exclusive, bool reverse, double[] expected)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64 })
        {
            Variable x = Variable.Of("x", Tensor.From([1.0, 2, 3]).Cast(type));
            Assert.Equal(expected, Values(CumulativeSum(x, 0, exclusive, reverse)));
            Assert.Equal(expected.SelectMany(v => new[] { v, v }), Values(CumulativeSum(BroadcastTo(Reshape(x, [3, 1]), [3, 2]), 0, exclusive, reverse)));
        }
    }

    [Fact]
    public void TheyAreWrittenAsAPersonWould()
    {
        Variable x = Counting([3, 4]);
        Assert.Equal("xᵀ", Transpose(x).ToString());
        Assert.Equal("x[0:3, 3::-1]", SliceAxis(x, 1, null, null, -1).ToString());
    }
}
