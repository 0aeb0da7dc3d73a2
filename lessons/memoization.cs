#:project ../src/Backprop/Backprop.csproj
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Memoization: to remember a result instead of computing it again. First on Fibonacci's numbers, then in a network,
// where it is what makes backpropagation cheap. Every number below is counted by the program as it runs.
// Run it with: dotnet run lessons/memoization.cs

using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Backprop.ByHand;
using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Explanations.Memoizing;
using Backprop.Graphs;
using Backprop.Lessons;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Training;
using Dense = Backprop.Layers.Dense;
using InputLayer = Backprop.Layers.InputLayer;

internal static class MemoizationLesson
{
    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        page.Heading("1. Fibonacci: fib(n) = fib(n-1) + fib(n-2), with fib(0) = fib(1) = 1");
        page.Row("", "value", "calls", "time");
        CountFibonacci(page, "fib(38) plain", () => Fibonacci.Plain(38));
        CountFibonacci(page, "fib(38) memoized", () => Fibonacci.Memoized(38));
        page.Write();
        page.Write("Plain, there are 2·fib(n)-1 calls; with a memory 2n-1. Plain, fib(100) would outlast us; with a memory:");
        CountedFibonacci hundred = Fibonacci.Memoized(100);
        page.Write($"fib(100) = {hundred.Value}, {hundred.Calls} calls.");
        Keep(page, "fib(100) memoized", hundred);

        page.Heading("2. A network: every path multiplied out, or δ shared");
        page.Write("A weight's gradient is a sum over all paths from it to the loss, and a product along each path.");
        page.Write("Backpropagation computes δ of each unit once, and every weight before the unit uses it.");
        page.Write();
        page.Row("layers", "kernel weights", "paths from them", "products: paths", "with δ shared");
        CountPaths(page, [2, 2, 1]);
        CountPaths(page, [2, 4, 4, 4, 1]);
        CountPaths(page, [2, 16, 16, 16, 16, 1]);
        page.Write("In 2-2-1 there is one path for each weight, so little is saved; each layer more multiplies the paths.");

        page.Heading("3. The engine's own graph: loss and all gradients in one");
        page.Write("Equal nodes of the graph are one node, computed once. As a tree, shared parts are written out wherever they are used.");
        page.Write();
        page.Row("layers", "nodes", "shared", "as a tree");
        MemoizationCount small = CountNodes(page, "2-2-1", [2, 2, 1]);
        CountNodes(page, "2-4-4-4-1", [2, 4, 4, 4, 1]);
        CountNodes(page, "2-16-16-16-16-1", [2, 16, 16, 16, 16, 1]);
        MemoizationCount deep = CountNodes(page, "20 layers", [2, .. Enumerable.Repeat(4, 19), 1]);
        MemoizationCount deeper = CountNodes(page, "100 layers", [2, .. Enumerable.Repeat(4, 99), 1]);
        page.Write($"From 20 layers to 100 the graph grows {(double)deeper.Nodes / deep.Nodes:F1} times, the tree {deeper.TreeNodes / deep.TreeNodes} times:");
        page.Write("each layer's gradient repeats the whole forward pass before it and the whole backward pass after it.");
        page.Write("(A node here is a whole matrix; part 4 counts number by number.)");
        page.Write();
        page.Write("How often the nodes of 2-2-1 are used:");
        foreach ((int uses, int nodes) in small.NodesByUses) page.Write($"  {nodes,3} used {uses} times");
        page.Write("(Loss and gradients that nothing reads are results: used 0 times.)");

        page.Heading("4. A model's own training step, number by number");
        page.Write("Every number of a weight, of z, a and δ counts for itself; biases have paths too. A factor that is always 1 or -1 is not multiplied.");
        page.Write();
        page.Row("layers", "paths", "nothing shared", "forward mode", "δ shared");
        CountModel(page, [2, 2, 1]);
        CountModel(page, [2, 4, 4, 4, 1]);
        CountModel(page, [2, 16, 16, 16, 16, 1]);
        CountModel(page, [2, .. Enumerable.Repeat(16, 20), 1]);
        page.Write("Forward mode shares too, but goes once from every number of every weight to the loss; reverse mode goes back once for all.");

        page.Heading("5. Two shelves");
        ModelMemoization step = Model([2, 16, 16, 16, 16, 1]).CountMemoization(32);
        page.Write($"In 2-16-16-16-16-1, with 32 samples, the backward pass reads {step.Values.Nodes.Count} tensors of the forward pass again ({step.Values.Bytes:N0} bytes),");
        page.Write($"and {step.Adjoints.Nodes.Count} tensors of δ are computed once and shared ({step.Adjoints.Bytes:N0} bytes). The second shelf is the memoization.");
        page.Numbers.Keep("shelves/values", new BigInteger(step.Values.Bytes));
        page.Numbers.Keep("shelves/adjoints", new BigInteger(step.Adjoints.Bytes));
        page.Write("The first can be made smaller by forgetting values and computing them again. On a chain of 10 steps:");
        page.Write();
        page.Row("states held", "forward steps", "of them again");
        foreach (CheckpointCost cost in Checkpointing.Of(10))
        {
            page.Row(Whole(cost.Checkpoints), Whole(cost.ForwardSteps), Whole(cost.Recomputed));
            page.Numbers.Keep($"checkpoints/{cost.Checkpoints}", cost.ForwardSteps);
        }

        page.Write("With three states held, 15 forward steps do; with one, 45. Fewer are not possible (Griewank and Walther, 2000).");
    }

    private static void CountModel(Page page, int[] sizes)
    {
        PathCount count = Model(sizes).CountMemoization().Paths;
        string name = sizes.Length > 8 ? $"{sizes.Length - 1} layers" : string.Join('-', sizes);
        page.Row(name, Short(count.Paths), Short(count.UnsharedMultiplications), Short(count.ForwardMultiplications), Short(count.SharedMultiplications));
        page.Numbers.Keep($"model {name}/paths", count.Paths);
        page.Numbers.Keep($"model {name}/nothing_shared", count.UnsharedMultiplications);
        page.Numbers.Keep($"model {name}/forward_mode", count.ForwardMultiplications);
        page.Numbers.Keep($"model {name}/reverse_mode", count.SharedMultiplications);
    }

    private static Sequential Model(int[] sizes)
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([sizes[0]]) };
        foreach (int units in sizes[1..]) model.Add(new Dense(units, "sigmoid"));
        model.Compile("sgd", "mse");
        return model;
    }

    private static void CountFibonacci(Page page, string name, Func<CountedFibonacci> compute)
    {
        long start = Stopwatch.GetTimestamp();
        CountedFibonacci counted = compute();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        page.Row(name, Whole(counted.Value), Whole(counted.Calls), time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture) + " s");
        Keep(page, name, counted);
        page.Numbers.Keep($"{name}/seconds", time.TotalSeconds);
    }

    private static void Keep(Page page, string name, CountedFibonacci counted)
    {
        page.Numbers.Keep($"{name}/value", counted.Value);
        page.Numbers.Keep($"{name}/calls", new BigInteger(counted.Calls));
    }

    private static void CountPaths(Page page, int[] sizes)
    {
        var network = new Network(sizes, [.. Enumerable.Repeat(Activation.Linear, sizes.Length - 1)], Loss.SquaredError);
        CountedGradient paths = Memoization.PathByPath(network, [8, 8], [4]);
        CountedGradient shared = Memoization.Shared(network, [8, 8], [4]);
        string name = string.Join('-', sizes);
        page.Row(name, Whole(paths.KernelWeights), Whole(paths.WeightPaths), Whole(paths.Multiplications), Whole(shared.Multiplications));
        page.Numbers.Keep($"{name}/kernel_weights", new BigInteger(paths.KernelWeights));
        page.Numbers.Keep($"{name}/paths", new BigInteger(paths.WeightPaths));
        page.Numbers.Keep($"{name}/multiplications_by_paths", new BigInteger(paths.Multiplications));
        page.Numbers.Keep($"{name}/multiplications_shared", new BigInteger(shared.Multiplications));
    }

    /// <summary>Builds a network of sigmoid layers as an expression, differentiates it, and counts what loss and gradients share.</summary>
    private static MemoizationCount CountNodes(Page page, string name, int[] sizes)
    {
        var weights = new List<Node>();
        Node a = Placeholder.Of("x", DType.Float64, [1, sizes[0]]);
        for (int layer = 1; layer < sizes.Length; layer++)
        {
            Variable w = Variable.Of($"W{layer}", Tensor.Full(0.1, DType.Float64, [sizes[layer - 1], sizes[layer]]));
            Variable b = Variable.Of($"b{layer}", Tensor.Full(0, DType.Float64, [sizes[layer]]));
            weights.AddRange([w, b]);
            a = Functions.Sigmoid(Functions.MatMul(a, w) + b);
        }

        Node loss = Functions.Mean(Functions.Square(Placeholder.Of("y", DType.Float64, [1, 1]) - a));
        MemoizationCount count = MemoizationCount.Of([loss, .. Gradient.Of(loss, weights)]);
        page.Row(name, Whole(count.Nodes), Whole(count.SharedNodes), Short(count.TreeNodes));
        page.Numbers.Keep($"graph {name}/nodes", new BigInteger(count.Nodes));
        page.Numbers.Keep($"graph {name}/shared_nodes", new BigInteger(count.SharedNodes));
        page.Numbers.Keep($"graph {name}/tree_nodes", count.TreeNodes);
        return count;
    }

    private static string Short(BigInteger number) => number < 1_000_000_000 ? Whole(number) : number.ToString("E3", CultureInfo.InvariantCulture);

    private static string Whole(BigInteger number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
