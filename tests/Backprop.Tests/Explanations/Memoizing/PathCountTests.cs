using System.Numerics;
using Backprop.Explanations.Memoizing;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Memoizing;

/// <summary>Paths against the known counts of small networks, and against a count that follows every path by itself.</summary>
public sealed class PathCountTests
{
    [Theory]
    [InlineData(6, 6, 2, 2, 1)]
    [InlineData(8, 12, 2, 2, 2)]
    [InlineData(18, 30, 2, 3, 3, 1)]
    [InlineData(28, 52, 2, 4, 4, 1)]
    [InlineData(44, 212, 2, 4, 4, 4, 1)]
    [InlineData(152, 1_608, 2, 8, 8, 8, 1)]
    [InlineData(816, 200_976, 2, 16, 16, 16, 16, 1)]
    public void Networks_of_known_sizes(int kernelWeights, int paths, params int[] sizes)
    {
        ModelMemoization counted = Dense(sizes).CountMemoization();
        WeightPaths[] kernels = [.. counted.Paths.Weights.Where(weight => weight.Variable.Shape.Rank == 2)];
        Assert.Equal(kernelWeights, kernels.Sum(weight => weight.Entries));
        Assert.Equal(paths, kernels.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight.Paths));
        Assert.True(counted.Paths.SharedMultiplications < counted.Paths.ForwardMultiplications || sizes.Length < 4);
        // Twice the rows, twice the paths and the work.
        ModelMemoization twice = Dense(sizes).CountMemoization(2);
        Assert.Equal(2 * counted.Paths.Paths, twice.Paths.Paths);
    }

    [Fact]
    public void Counts_beyond_every_machine_number_are_exact()
    {
        // 100 layers of 16 units: the first kernel's 32 entries have 16^99 paths each, but for the last layer's one unit.
        ModelMemoization counted = Dense([2, .. Enumerable.Repeat(16, 100), 1]).CountMemoization();
        Assert.Equal(32 * BigInteger.Pow(16, 99), counted.Paths.Weights[0].Paths);
        Assert.Equal(16 * BigInteger.Pow(16, 99), counted.Paths.Weights[1].Paths);
    }

    [Fact]
    public void Twenty_products_of_a_number_with_itself_have_2_to_the_20_paths()
    {
        Variable a = Variable.Of("a", 1.01);
        Node node = a;
        for (int i = 0; i < 20; i++) node *= node;
        PathCount count = PathCount.Of(node, [a], Trace.Run([node]));
        Assert.Equal(1 << 20, count.Paths);
        Assert.Equal(20 << 20, count.UnsharedMultiplications);
        Assert.Equal((40, 40), ((int)count.SharedMultiplications, (int)count.ForwardMultiplications));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_expressions_are_counted_as_by_following_every_path(int seed)
    {
        var random = new Random(seed);
        Variable w = Variable.Of("w", Values(random, [2, 3])), b = Variable.Of("b", Values(random, [3]));
        Node x = Constant.Of(Values(random, [2, 2]));
        var nodes = new List<Node> { Functions.MatMul(x, w) + b };
        for (int i = 0; i < 4; i++)
        {
            Node one = nodes[random.Next(nodes.Count)], other = nodes[random.Next(nodes.Count)];
            nodes.Add(random.Next(7) switch
            {
                0 => one * other,
                1 => one - other,
                2 => Functions.Tanh(one),
                3 => Functions.Softmax(one),
                4 => Functions.MatMul(one, Constant.Of(Values(random, [3, 3]))),
                5 => one + Functions.Sum(other, [0], keepDims: true),
                _ => Functions.Concatenate([Functions.Slice(one, [0, 1], [2, 3]), Functions.Slice(other, [0, 0], [2, 1])], 1),
            });
        }

        Node loss = Functions.Sum(nodes[^1] * nodes[^2]);
        PathCount counted = PathCount.Of(loss, [w, b], Trace.Run([loss]));
        var follower = new Follower(loss);
        (BigInteger Paths, BigInteger Factors) fromW = follower.From(w), fromB = follower.From(b);
        Assert.Equal((fromW.Paths, fromB.Paths), (counted.Weights[0].Paths, counted.Weights[1].Paths));
        Assert.Equal(fromW.Factors + fromB.Factors, counted.UnsharedMultiplications);
        Assert.Equal(follower.CostlyEdges, counted.SharedMultiplications);
    }

    [Fact]
    public void Embeddings_windows_and_recurrences_are_counted()
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([5]), new Embedding(7, 3), new Conv1D(2, 3, activation: "relu"), new MaxPooling1D(), new SimpleRNN(2), new Dense(1) };
        model.Compile("sgd", "mse");
        ModelMemoization counted = model.CountMemoization(2);
        Assert.All(counted.Paths.Weights, weight => Assert.True(weight.Paths > 0, weight.Variable.Name));
        Assert.True(counted.Values.Bytes > 0 && counted.Adjoints.Bytes > 0);
        Assert.Equal(counted.Graph.Nodes, counted.Forward.Nodes + counted.BackwardNodes);
    }

    [Fact]
    public void An_operation_that_the_library_does_not_know_is_looked_at_element_by_element()
    {
        Variable a = Variable.Of("a", Tensor.From([0.5, 2, 3]));
        Node loss = Functions.Sum(OperationNode.Of(new Neighbours(), a));
        PathCount count = PathCount.Of(loss, [a], Trace.Run([loss]));
        // Each of the three numbers is used by itself and by its left neighbour, the first and the last too: around a circle.
        Assert.Equal((6, 6), ((int)count.Paths, (int)count.SharedMultiplications));
    }

    private static Tensor Values(Random random, Shape shape)
    {
        var values = new double[shape.Size];
        for (int i = 0; i < values.Length; i++) values[i] = 0.2 + 0.4 * random.NextDouble();
        return Tensor.From(values, shape);
    }

    private static Sequential Dense(int[] sizes)
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([sizes[0]]) };
        foreach (int units in sizes[1..]) model.Add(new Dense(units, "sigmoid"));
        model.Compile("sgd", "mse");
        return model;
    }

    /// <summary>y = x times its right neighbour's square, around a circle.</summary>
    private sealed class Neighbours : Operation
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
        {
            ReadOnlySpan<double> x = inputs[0].AsSpan<double>();
            for (int i = 0; i < x.Length; i++) output.AsWritableSpan<double>()[i] = x[i] * x[(i + 1) % x.Length] * x[(i + 1) % x.Length];
        }

        public override Node?[] Gradient(OperationNode node, Node upstream)
        {
            Node x = node.Inputs[0], next = Roll(x, 1);
            return [upstream * next * next + Roll(upstream * 2 * x * next, -1)];
        }

        private static Node Roll(Node x, int by)
        {
            int length = x.Shape[0], start = (by + length) % length;
            return Functions.Concatenate([Functions.Slice(x, [start], [length]), Functions.Slice(x, [0], [start])], 0);
        }
    }

    /// <summary>Follows every path number by number. What depends on what is found by moving one number and looking what changes.</summary>
    private sealed class Follower
    {
        private readonly Node _loss;
        private readonly Dictionary<(Node, int), List<(Node To, int Element, bool IsCostly)>> _edges = [];
        private readonly HashSet<Node> _active;

        public Follower(Node loss)
        {
            _loss = loss;
            IReadOnlyList<Node> order = Graph.Order(loss);
            _active = [.. order.Where(node => Graph.Order(node).Any(one => one is Variable))];
            foreach (OperationNode node in order.OfType<OperationNode>())
            {
                for (int input = 0; input < node.Inputs.Count; input++)
                {
                    if (_active.Contains(node.Inputs[input])) Look(node, input);
                }
            }
        }

        public BigInteger CostlyEdges { get; private set; }

        public (BigInteger Paths, BigInteger Factors) From(Variable weight)
        {
            (BigInteger paths, BigInteger factors) = (0, 0);
            for (int i = 0; i < weight.Shape.Size; i++) Follow(weight, i, 0, ref paths, ref factors);
            return (paths, factors);
        }

        private void Follow(Node node, int element, int costs, ref BigInteger paths, ref BigInteger factors)
        {
            if (ReferenceEquals(node, _loss))
            {
                paths++;
                factors += costs;
                return;
            }

            foreach ((Node to, int next, bool isCostly) in _edges.GetValueOrDefault((node, element), [])) Follow(to, next, costs + (isCostly ? 1 : 0), ref paths, ref factors);
        }

        private void Look(OperationNode node, int input)
        {
            const double Step = 1e-4;
            // Numbers of their own, not those of the expression: there a derivative may happen to be 0.
            Tensor[] inputs = [.. node.Inputs.Select(one => Values(new Random((int)one.Id), one.Shape))];
            int size = (int)node.Inputs[input].Shape.Size;
            bool isCostly = false;
            var found = new List<(int From, int To)>();
            for (int i = 0; i < size; i++)
            {
                double kept = inputs[input].At(i);
                Tensor above = Moved(kept + Step), below = Moved(kept - Step);
                inputs[input].AsWritableSpan<double>()[i] = kept;
                for (int k = 0; k < above.Size; k++)
                {
                    double slope = (above.At(k) - below.At(k)) / (2 * Step);
                    if (Math.Abs(slope) < 1e-9) continue;
                    found.Add((i, k));
                    isCostly |= Math.Abs(Math.Abs(slope) - 1) > 1e-6;
                }

                Tensor Moved(double value)
                {
                    inputs[input].AsWritableSpan<double>()[i] = value;
                    var output = new Tensor(node.DType, node.Shape);
                    node.Operation.Compute(inputs, output);
                    return output;
                }
            }

            foreach ((int from, int to) in found)
            {
                if (!_edges.TryGetValue((node.Inputs[input], from), out List<(Node, int, bool)>? list)) _edges[(node.Inputs[input], from)] = list = [];
                list.Add((node, to, isCostly));
                if (isCostly) CostlyEdges++;
            }
        }
    }
}
