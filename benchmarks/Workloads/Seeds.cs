using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using ByHand = Backprop.ByHand;

namespace Backprop.Benchmarks.Workloads;

/// <summary>The seeds' network: 2-2-1, linear, squared error, one sample a step.</summary>
internal static class Seeds
{
    private static readonly float[] s_x = [8, 8, 7, 9, 6, 10, 5, 12], s_y = [4, 5, 6, 7];

    public static IEnumerable<Workload> All()
    {
        yield return new Workload("seeds-by-hand", "seeds", HandWritten) { IsQuick = true };
        yield return new Workload("seeds", "seeds", Fit) { IsQuick = true };
        yield return new Workload("seeds-call", "seeds", () => Processes.Child("seeds-call")) { IsQuick = true };
    }

    private static Step HandWritten()
    {
        const int Epochs = 5_000;
        var network = new ByHand.Network([2, 2, 1], [ByHand.Activation.Linear, ByHand.Activation.Linear], ByHand.Loss.SquaredError);
        double[][] x = [[8, 8], [7, 9], [6, 10], [5, 12]], y = [[4], [5], [6], [7]];
        var rule = new ByHand.GradientDescent(0.001);
        return Step.Of(() => { for (int i = 0; i < Epochs; i++) network.TrainEpoch(x, y, rule); }, 4 * Epochs);
    }

    /// <summary>Through Fit: 20,000 rows, so that the cost of an epoch does not hide that of a step.</summary>
    private static Step Fit()
    {
        const int Rows = 20_000;
        Tensor x = Tensor.From([.. Enumerable.Range(0, 2 * Rows).Select(i => s_x[i % 8])], [Rows, 2]), y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => s_y[i % 4])], [Rows, 1]);
        Sequential model = Model();
        return Step.Of(() => model.Fit(x, y, batchSize: 1, shuffle: false), Rows);
    }

    /// <summary>What the seeds do: build, compile, 75 epochs over four rows.</summary>
    public static void Call() => Model().Fit(Tensor.From(s_x, [4, 2]), Tensor.From(s_y, [4, 1]), epochs: 75, batchSize: 1);

    private static Sequential Model()
    {
        var model = new Sequential { new Dense(2), new Dense(1) };
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return model;
    }
}
