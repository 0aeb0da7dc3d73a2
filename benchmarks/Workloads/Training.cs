using Backprop.Training;

namespace Backprop.Benchmarks.Workloads;

/// <summary>Training steps of the reference models, through Fit.</summary>
internal static class Training
{
    public static IEnumerable<Workload> All() => ReferenceModel.Names.Select(name => Of(name));

    public static Workload Of(string name, int threads = 1)
    {
        ReferenceModel floor = ReferenceModel.Of(name);
        double parameters = floor.Model.CountParams();
        // Adam reads weight, gradient and two means, and writes three of them.
        return new Workload(name, "training step", Prepare) { MultiplyAdds = floor.MultiplyAdds, Bytes = 28 * parameters, WorkingSet = 16 * parameters, Threads = threads, IsQuick = threads == 1 };

        Step Prepare()
        {
            ReferenceModel reference = ReferenceModel.Of(name);
            Model model = reference.Model;
            return Step.Of(() => model.Fit(reference.X, reference.Y, epochs: 1, batchSize: reference.Batch, shuffle: false), reference.Steps);
        }
    }
}

/// <summary>Two threads beside one.</summary>
internal static class TwoThreads
{
    public static IEnumerable<Workload> All()
    {
        if (Environment.ProcessorCount < 2) yield break;
        foreach (int n in new[] { 512, 1024 }) yield return Products.Of(n, n, n, "", false, 2) with { Group = "two threads" };
        foreach (string name in new[] { "mlp-128", "mlp-512", "convnet-64", "lstm-32", "transformer-32" }) yield return Training.Of(name, 2) with { Group = "two threads" };
    }
}
