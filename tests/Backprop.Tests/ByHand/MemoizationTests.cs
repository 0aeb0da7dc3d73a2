using System.Numerics;
using Backprop.ByHand;

namespace Backprop.Tests.ByHand;

public sealed class MemoizationTests
{
    [Theory]
    [InlineData(new[] { 2, 2, 1 }, 6, 6, 12, 8)]
    [InlineData(new[] { 2, 4, 4, 4, 1 }, 44, 212, 968, 80)]
    public void Paths_and_multiplications_are_counted(int[] sizes, long weights, long paths, long pathByPath, long shared)
    {
        Network network = Linear(sizes);
        CountedGradient long1 = Memoization.PathByPath(network, [8, 8], [4]);
        CountedGradient short1 = Memoization.Shared(network, [8, 8], [4]);
        Assert.Equal((weights, paths, pathByPath), (long1.KernelWeights, long1.WeightPaths, long1.Multiplications));
        Assert.Equal((weights, shared), (short1.KernelWeights, short1.Multiplications));
        Assert.InRange(Agreement.RelativeDifference(long1.Gradients, short1.Gradients), 0, 1e-13);
    }

    [Theory]
    [InlineData(new[] { 2, 2, 2 }, 8, 12)]
    [InlineData(new[] { 2, 3, 3, 1 }, 18, 30)]
    [InlineData(new[] { 2, 8, 8, 8, 1 }, 152, 1_608)]
    [InlineData(new[] { 2, 16, 16, 16, 16, 1 }, 816, 200_976)]
    public void Paths_outgrow_weights_with_depth(int[] sizes, long weights, long paths)
    {
        CountedGradient counted = Memoization.PathByPath(Linear(sizes), [8, 8], [.. Enumerable.Repeat(4.0, sizes[^1])]);
        Assert.Equal((weights, paths), (counted.KernelWeights, counted.WeightPaths));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5, 8)]
    [InlineData(10, 89)]
    [InlineData(12, 233)]
    [InlineData(25, 121393)]
    public void Plain_recursion_makes_twice_its_value_less_one_calls(int n, long value)
    {
        Assert.Equal(new CountedFibonacci(value, 2 * value - 1), Fibonacci.Plain(n));
        Assert.Equal(value, Fibonacci.Memoized(n).Value);
        if (n > 0) Assert.Equal(2 * n - 1, Fibonacci.Memoized(n).Calls);
    }

    [Fact]
    public void Memoized_recursion_reaches_far()
    {
        Assert.Equal(new CountedFibonacci(24157817, 71), Fibonacci.Memoized(36));
        Assert.Equal(new CountedFibonacci(165580141, 79), Fibonacci.Memoized(40));
        Assert.Equal(new CountedFibonacci(BigInteger.Parse("573147844013817084101"), 199), Fibonacci.Memoized(100));
        Assert.Equal(2 * Fibonacci.LargestMemoized - 1, Fibonacci.Memoized(Fibonacci.LargestMemoized).Calls);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fibonacci.Memoized(Fibonacci.LargestMemoized + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fibonacci.Plain(-1));
    }

    private static Network Linear(int[] sizes)
    {
        Activation[] activations = new Activation[sizes.Length - 1];
        return new Network(sizes, activations, Loss.SquaredError);
    }
}
