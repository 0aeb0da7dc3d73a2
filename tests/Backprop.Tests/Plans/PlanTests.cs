using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;
using Backprop.Operations;

namespace Backprop.Tests.Plans;

/// <summary>A plan gives the bits that the kernels give one by one, allocates nothing, and applies updates together or not at all.</summary>
public sealed class PlanTests
{
    [Fact]
    public void A_step_updates_like_the_formula_and_equals_the_trace_bit_for_bit()
    {
        Network net = new(batch: 5, [7, 6, 4, 1]);
        for (int step = 0; step < 3; step++)
        {
            Trace trace = net.Plan.Trace();
            Assert.True(net.Plan.Run());
            AssertSameBits(trace[net.Loss], net.Plan[net.Loss]);
            foreach (Update update in net.Updates) AssertSameBits(trace[update.Value], update.Variable.Value);
        }
    }

    [Fact]
    public void The_updates_of_neighbouring_variables_are_one_call()
    {
        Assert.Equal(new Network(5, [7, 6, 1]).Plan.KernelCount, new Network(5, [7, 6, 1]) is { } again ? again.Plan.KernelCount : 0);
        int two = new Network(5, [7, 6, 1]).Plan.KernelCount;
        int three = new Network(5, [7, 6, 4, 1]).Plan.KernelCount;
        // Another layer costs its products and sums, not an update of its own.
        Assert.True(three - two is >= 3 and <= 7, string.Join('\n', new Network(5, [7, 6, 4, 1]).Plan.Calls));
    }

    /// <summary>The steps of a recurrent layer differ in where their numbers lie alone: however many there are, the same programs are prepared, and give the bits of the trace.</summary>
    [Fact]
    public void Equal_steps_share_one_program()
    {
        int[] prepared = [.. new[] { 6, 12, 48 }.Select(steps =>
        {
            var layer = new Backprop.Layers.LSTM(16);
            Node x = Variable.Of("x", Tensor.From([.. Enumerable.Range(0, 4 * steps * 8).Select(i => MathF.Sin(i))], [4, steps, 8]));
            Node loss = Sum(Square(layer.Apply(x, new Backprop.Layers.CallContext(true))));
            IReadOnlyList<Node> gradients = Gradient.Of(loss, [x, .. layer.TrainableWeights.Select(weight => (Node)weight.Variable)]);
            var plan = Plan.Of([loss, .. gradients]);
            plan.Run();
            Trace trace = plan.Trace();
            foreach (Node node in gradients) AssertSameBits(trace[node], plan[node]);
            Assert.True(plan.KernelCount > 8 * steps, $"{plan.KernelCount} calls for {steps} steps");
            return plan.PreparedPrograms;
        })];
        Assert.Equal(prepared[0], prepared[1]);
        Assert.Equal(prepared[0], prepared[2]);
    }

    /// <summary>More values than can be placed by size: what the forward pass keeps is a stack, looked at from the end.</summary>
    [Fact]
    public void The_arena_of_long_recurrences_is_little_more_than_what_lives_at_once()
    {
        foreach (Backprop.Layers.RecurrentLayer layer in new Backprop.Layers.RecurrentLayer[] { new Backprop.Layers.LSTM(16, returnSequences: true), new Backprop.Layers.GRU(16), new Backprop.Layers.SimpleRNN(24, returnSequences: true) })
        {
            Node x = Placeholder.Of("x", DType.Float32, [4, 150, 8]);
            Node read = new Backprop.Layers.Bidirectional(new Backprop.Layers.LSTM(8, returnSequences: true)).Apply(x, new Backprop.Layers.CallContext(true));
            Node loss = Sum(Square(layer.Apply(read, new Backprop.Layers.CallContext(true))));
            var plan = Plan.Of([loss], guards: Gradient.Of(loss, [.. layer.TrainableWeights.Select(weight => (Node)weight.Variable)]));
            Assert.InRange(plan.ArenaBytes, plan.LiveBytes, 1.15 * plan.LiveBytes);
        }
    }

    [Fact]
    public void After_the_first_run_nothing_is_allocated()
    {
        Network net = new(5, [7, 6, 1]);
        for (int i = 0; i < 3; i++) net.Plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            net.Plan.Feed(net.X, net.XData, 0);
            net.Plan.Run();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_guard_that_is_not_finite_leaves_every_variable_as_it_was()
    {
        Network net = new(5, [7, 6, 1]);
        net.XData.AsWritableSpan<double>()[3] = double.PositiveInfinity;
        double[] before = net.Updates[0].Variable.Value.ToArray<double>();
        Assert.False(net.Plan.Run());
        Assert.Equal(before, net.Updates[0].Variable.Value.ToArray<double>());
    }

    [Fact]
    public void Updates_read_old_values_so_that_two_variables_can_be_exchanged()
    {
        Variable a = Variable.Of("a", 1.0, 2.0), b = Variable.Of("b", 3.0, 4.0), c = Variable.Of("c", 0.0, 0.0);
        Plan plan = Plan.Of([], [new Update(a, b), new Update(b, a), new Update(c, a + b * 10)]);
        plan.Run();
        Assert.Equal([3.0, 4.0], a.Value.ToArray<double>());
        Assert.Equal([1.0, 2.0], b.Value.ToArray<double>());
        Assert.Equal([31.0, 42.0], c.Value.ToArray<double>());
    }

    [Fact]
    public void A_variable_that_another_update_needs_in_another_place_is_read_before_it_changes()
    {
        Variable a = Variable.Of("a", 1.0, 2.0, 3.0), total = Variable.Of("total", 0.0);
        Plan plan = Plan.Of([], [new Update(a, a * 2), new Update(total, Reshape(Sum(a), [1])),]);
        plan.Run();
        Assert.Equal([2.0, 4.0, 6.0], a.Value.ToArray<double>());
        Assert.Equal([6.0], total.Value.ToArray<double>());
    }

    [Fact]
    public void A_batch_is_read_in_place_at_any_offset()
    {
        Placeholder x = Placeholder.Of("x", DType.Float32, [2, 3]);
        Node sum = Sum(Reshape(x, [3, 2]), [0]);
        Plan plan = Plan.Of([sum]);
        Tensor data = Tensor.From(Enumerable.Range(0, 12).Select(i => (float)i).ToArray(), [4, 3]);
        plan.Feed(x, data, 6);
        plan.Run();
        Assert.Equal([6f + 8 + 10, 7f + 9 + 11], plan[sum].ToArray<float>());
        Assert.Throws<ArgumentException>(() => plan.Feed(x, data, 7));
    }

    [Fact]
    public void An_unfed_placeholder_is_named()
    {
        Placeholder x = Placeholder.Of("features", DType.Float32, [2]);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Plan.Of([x + 1]).Run());
        Assert.Contains("features", error.Message);
    }

    [Fact]
    public void A_variable_updated_twice_is_refused()
    {
        Variable a = Variable.Of("a", 1.0);
        Assert.Contains("a", Assert.Throws<ArgumentException>(() => Plan.Of([], [new Update(a, a + 1), new Update(a, a * 2)])).Message);
    }

    [Fact]
    public void Intermediate_values_share_memory()
    {
        Placeholder x = Placeholder.Of("x", DType.Float32, [64, 64]);
        Node node = x;
        for (int i = 0; i < 50; i++) node = MatMul(node, x);
        Plan plan = Plan.Of([node]);
        Assert.True(plan.ArenaBytes <= 3 * 64 * 64 * 4, $"{plan.ArenaBytes} bytes");
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_operations_is_planned_and_run()
    {
        Variable w = Variable.Of("w", 1.0, -1.0);
        Node node = w;
        for (int i = 0; i < 100_000; i++) node = i % 2 == 0 ? node + 1 : node - 1;
        Node gradient = Gradient.Of(Sum(node), w);
        Plan plan = Plan.Of([node, gradient]);
        plan.Run();
        Assert.Equal([1.0, -1.0], plan[node].ToArray<double>());
        Assert.Equal([1.0, 1.0], plan[gradient].ToArray<double>());
    }

    private static void AssertSameBits(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.ToArray<double>().Select(BitConverter.DoubleToInt64Bits), actual.ToArray<double>().Select(BitConverter.DoubleToInt64Bits));
    }

    /// <summary>A dense network with momentum, its weights and slots each in one block.</summary>
    private sealed class Network
    {
        public Network(int batch, int[] sizes)
        {
            X = Placeholder.Of("x", DType.Float64, [batch, sizes[0]]);
            XData = Tensor.From(Enumerable.Range(0, batch * sizes[0]).Select(i => Math.Sin(i + 1)).ToArray(), X.Shape);
            int total = sizes.Zip(sizes.Skip(1), (inputs, units) => (inputs + 1) * units).Sum();
            Tensor weights = new(DType.Float64, [total]), slots = new(DType.Float64, [total]);
            List<Variable> variables = [], momenta = [];
            int at = 0;
            Node a = X;
            for (int layer = 0; layer + 1 < sizes.Length; layer++)
            {
                Variable kernel = Add([sizes[layer], sizes[layer + 1]]), bias = Add([sizes[layer + 1]]);
                a = MatMul(a, kernel) + bias;
                if (layer + 2 < sizes.Length) a = a / Sqrt(1 + Square(a));
            }

            Loss = Mean(Square(a - 0.5));
            IReadOnlyList<Node> gradients = Gradient.Of(Loss, variables);
            Updates = [];
            for (int i = 0; i < variables.Count; i++)
            {
                Node momentum = 0.9 * momenta[i] - 0.1 * gradients[i];
                Updates.Add(new Update(momenta[i], momentum));
                Updates.Add(new Update(variables[i], variables[i] + momentum));
            }

            Plan = Plan.Of([Loss], Updates, [Loss, .. gradients]);
            Plan.Feed(X, XData);

            Variable Add(Shape shape)
            {
                Variable variable = Variable.Of($"w{variables.Count}", Tensor.From(Enumerable.Range(0, (int)shape.Size).Select(i => Math.Cos(i + at) / 3).ToArray(), shape));
                Variable momentum = Variable.Of($"m{variables.Count}", new Tensor(DType.Float64, shape));
                variable.MoveTo(new Tensor(DType.Float64, shape, weights.Storage, at * 8));
                momentum.MoveTo(new Tensor(DType.Float64, shape, slots.Storage, at * 8));
                at += (int)shape.Size;
                variables.Add(variable);
                momenta.Add(momentum);
                return variable;
            }
        }

        public Placeholder X { get; }

        public Tensor XData { get; }

        public Node Loss { get; }

        public List<Update> Updates { get; }

        public Plan Plan { get; }
    }
}
