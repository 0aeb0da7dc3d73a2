namespace Backprop.Benchmarks.Workloads;

/// <summary>All workloads, in the order in which they are reported.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. Products.All(),
        .. Seeds.All(),
        .. Training.All(),
        .. Inference.All(),
        .. Passes.All(),
        .. TwoThreads.All(),
        .. Processes.All(),
    ];
}
