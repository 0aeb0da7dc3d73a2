using Backprop.ByHand;
using Backprop.Cli.Output;

namespace Backprop.Cli.Tour;

/// <summary>Counts what is saved by computing nothing twice.</summary>
internal static class MemoizationPage
{
    /// <summary>Small enough for the plain recursion to end while one waits.</summary>
    private const int PlainFibonacci = 25;

    public static void Show()
    {
        Terminal.Heading("5. Why it is cheap: memoization");
        CountedFibonacci plain = Fibonacci.Plain(PlainFibonacci);
        CountedFibonacci memoized = Fibonacci.Memoized(PlainFibonacci);
        Terminal.Paragraph($"fib({PlainFibonacci}) = {plain.Value:N0} takes {Numbers.Count(plain.Calls)} calls by plain recursion, and {memoized.Calls} when results are kept. A gradient is like that: the sum over all paths from a weight to the loss; backpropagation computes each unit's share of it, δ, once, and every weight before the unit uses it. Counted while computing both (products: multiplications, also those for biases):");
        Grid.Show(["layers", "weights", "paths to the loss", "products by path", "with δ kept"], [Count([2, 2, 1]), Count([2, 4, 4, 4, 1]), Count([2, 16, 16, 16, 16, 1])]);
        Terminal.Paragraph("In 2-2-1 each weight has one path, and little is saved; each further layer multiplies the paths, and adds to the δ.");
    }

    private static string[] Count(int[] sizes)
    {
        var network = new Network(sizes, [.. Enumerable.Repeat(Activation.Linear, sizes.Length - 1)], Loss.SquaredError);
        CountedGradient paths = Memoization.PathByPath(network, [8, 8], [4]);
        CountedGradient kept = Memoization.Shared(network, [8, 8], [4]);
        return [string.Join('-', sizes), Numbers.Count(paths.KernelWeights), Numbers.Count(paths.WeightPaths), Numbers.Count(paths.Multiplications), Numbers.Count(kept.Multiplications)];
    }
}
