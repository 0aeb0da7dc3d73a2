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

    /// <summary>The workloads whose names contain a part of the filter; products that are not among them are made from their names.</summary>
    /// <param name="filter">Parts of names, with commas between, or null for all.</param>
    public static IEnumerable<Workload> Find(string? filter) => filter is null ? All : filter.Split(',').SelectMany(part =>
    {
        Workload[] found = [.. All.Where(workload => workload.Name.Contains(part, StringComparison.OrdinalIgnoreCase))];
        return found.Length == 0 && Products.Named(part) is { } product ? [product] : found;
    }).Distinct();
}
