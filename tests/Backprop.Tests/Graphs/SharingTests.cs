using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Graphs;

public sealed class SharingTests
{
    private readonly Variable _x = Variable.Of("x", 1, 2, 3);
    private readonly Variable _y = Variable.Of("y", 4, 5, 6);

    [Fact]
    public void EqualExpressionsAreOneNode()
    {
        Assert.Same(Exp(_x * _y) + 2, Exp(_x * _y) + 2);
        Assert.NotSame(_x * _y, _y * _x);
        Assert.NotSame(_x + 2, _x + 3);
        Assert.NotSame(Sum(_x, [0], keepDims: true), Sum(_x, [0]));
    }

    [Fact]
    public void SmallConstantsAreComparedByTheirBits()
    {
        Assert.Same(_x + Constant.Of(Tensor.From([1.0, 2, 3])), _x + Constant.Of(Tensor.From([1.0, 2, 3])));
        Assert.NotSame(_x + Constant.Of(Tensor.From([0.0, 2, 3])), _x + Constant.Of(Tensor.From([-0.0, 2, 3])));
        Assert.Same(_x * double.NaN, _x * double.NaN);
    }

    [Fact]
    public void ALoopOfAUserAddsNoNodeAfterItsFirstRound()
    {
        // The gradient's own 1, spread over the shape, is an expression of constants alone, and is found again.
        Node Round() => Backprop.Differentiation.Gradient.Of(Mean(Square(_x * 2 - _y)), _x);
        Assert.Same(Round(), Round());
        Assert.Same(_x * BroadcastTo(Constant.Of(1, DType.Float64), [3]), _x * BroadcastTo(Constant.Of(1, DType.Float64), [3]));
        Assert.NotSame(_x * BroadcastTo(Constant.Of(1, DType.Float64), [3]), _x * BroadcastTo(Constant.Of(2, DType.Float64), [3]));
    }

    [Fact]
    public void ConstantsThatNobodyUsesAreForgotten()
    {
        WeakReference first = Forgotten(0.125);
        for (int i = 1; i < 1000; i++) Forgotten(i + 0.125);
        GC.Collect();
        Assert.False(first.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Forgotten(double value) => new(Constant.Of(value, DType.Float64));
    }

    [Fact]
    public void LargeConstantsAreComparedByTheirMemory()
    {
        var large = new Tensor(DType.Float64, [20, 3]);
        Assert.Same(_x + Constant.Of(large), _x + Constant.Of(large));
        Assert.NotSame(_x + Constant.Of(large), _x + Constant.Of(large.Clone()));
    }

    [Fact]
    public void AttributesOfOperationsAreComparedByValue()
    {
        Variable m = Variable.Of("m", new Tensor(DType.Float64, [2, 3, 4]));
        Assert.Same(Transpose(m, [1, 0, 2]), Transpose(m, [1, 0, 2]));
        Assert.Same(SliceAxis(m, 1, 1, 3), Slice(m, [null, 1], [null, 3]));
        Assert.NotSame(SliceAxis(m, 1, 1, 3), SliceAxis(m, 1, 0, 2));
        Assert.Same(Pad(m, [(1, 0), (0, 0), (0, 2)]), Pad(m, [(1, 0), (0, 0), (0, 2)]));
        Assert.NotSame(Pad(m, [(1, 0), (0, 0), (0, 2)]), Pad(m, [(1, 0), (0, 0), (0, 2)], 1));
        Assert.Same(Reshape(m, [6, 4]), Reshape(m, [6, -1]));
    }

    [Fact]
    public void VariablesOfOneNameAreStillTwo() => Assert.NotSame(Exp(_x), Exp(Variable.Of("x", 1, 2, 3)));

    [Fact]
    public void ThreadsThatBuildTheSameExpressionGetTheSameNode()
    {
        var built = new Node[8];
        Parallel.For(0, built.Length, i => built[i] = Enumerable.Range(0, 200).Aggregate((Node)_x, (node, k) => Exp(node * k) + _y));
        Assert.All(built, node => Assert.Same(built[0], node));
    }
}
