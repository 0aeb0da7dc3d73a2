using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Functions;
using ByHand = Backprop.ByHand;

namespace Backprop.Benchmarks;

/// <summary>The reference workloads.</summary>
internal static class Workloads
{
    public static IEnumerable<Workload> All()
    {
        foreach (int n in new[] { 64, 128, 256, 512, 1024 }) yield return Product(n, n, n);
        yield return Product(32, 784, 512);
        yield return Product(128, 784, 512);
        yield return SeedsByHand();
        yield return Seeds();
        foreach (int batch in new[] { 32, 128, 512 }) yield return Dense(batch);
    }

    private static Workload Product(int m, int k, int n)
    {
        Variable a = Variable.Of("a", Numbers([m, k])), b = Variable.Of("b", Numbers([k, n]));
        Plan plan = Plan.Of([MatMul(a, b)]);
        int repeats = Math.Max(1, (int)(1e8 / ((double)m * n * k)));
        return new Workload($"matrix product {m}x{k}x{n}", repeats, (double)m * n * k, 1e6, "us", () => Repeat(repeats, () => plan.Run()));
    }

    /// <summary>The seeds' 2-2-1 network on one sample a step, in plain loops.</summary>
    private static Workload SeedsByHand()
    {
        const int Epochs = 5_000;
        var network = new ByHand.Network([2, 2, 1], [ByHand.Activation.Linear, ByHand.Activation.Linear], ByHand.Loss.SquaredError);
        double[][] x = [[8, 8], [7, 9], [6, 10], [5, 12]], y = [[4], [5], [6], [7]];
        var rule = new ByHand.GradientDescent(0.001);
        return new Workload("seeds 2-2-1 by hand, one sample", 4 * Epochs, 0, 1e9, "ns", () => Repeat(Epochs, () => network.TrainEpoch(x, y, rule)));
    }

    /// <summary>The same through Fit: 20,000 rows, so that the cost of an epoch does not hide that of a step.</summary>
    private static Workload Seeds()
    {
        const int Rows = 20_000;
        float[] xs = [8, 8, 7, 9, 6, 10, 5, 12], ys = [4, 5, 6, 7];
        Tensor x = Tensor.From([.. Enumerable.Range(0, 2 * Rows).Select(i => xs[i % 8])], [Rows, 2]), y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => ys[i % 4])], [Rows, 1]);
        var model = new Sequential { new Dense(2), new Dense(1) };
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return new Workload("seeds 2-2-1 through Fit, batch 1", Rows, 0, 1e9, "ns", () => model.Fit(x, y, batchSize: 1, shuffle: false));
    }

    /// <summary>784-512-256-10 with Adam; so small a rate that the network never memorises its data, whose vanishing gradients would be slow.</summary>
    private static Workload Dense(int batch)
    {
        int steps = Math.Max(4, 2_048 / batch);
        Tensor x = Numbers([batch * steps, 784]), y = Tensor.From([.. Enumerable.Range(0, batch * steps).Select(i => i % 10)], [batch * steps]);
        var model = new Sequential { new Dense(512, "relu"), new Dense(256, "relu"), new Dense(10) };
        model.Compile(new Adam(1e-9), new SparseCategoricalCrossentropy(fromLogits: true));
        // Forward, and back to the weights, in every layer; back to the input in all but the first.
        double multiplyAdds = batch * (2.0 * 784 * 512 + 3.0 * 512 * 256 + 3.0 * 256 * 10);
        return new Workload($"MLP 784-512-256-10 Adam, batch {batch}", steps, multiplyAdds, 1e3, "ms", () => model.Fit(x, y, batchSize: batch, shuffle: false));
    }

    public static Tensor Numbers(Shape shape)
    {
        var tensor = new Tensor(DType.Float32, shape);
        Span<float> values = tensor.AsWritableSpan<float>();
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Sin(1.7f * i);
        return tensor;
    }

    private static void Repeat(int times, Action run)
    {
        for (int i = 0; i < times; i++) run();
    }
}
