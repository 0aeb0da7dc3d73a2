using System.Diagnostics;
using System.Globalization;
using Backprop.Benchmarks.Workloads;

namespace Backprop.Benchmarks;

/// <summary>
/// The most memory that a process holds which does nothing but train one reference model: ours, and libtorch's. Each is started anew, takes the same steps, and says
/// itself what the system has counted (on Linux VmHWM: the highest resident size). Both run in .NET, whose own share is in both figures.
/// </summary>
/// <param name="Model">The reference model.</param>
/// <param name="Ours">Our bytes.</param>
/// <param name="Libtorch">libtorch's bytes, or null where it is not installed.</param>
internal sealed record ResidentMemory(string Model, long Ours, long? Libtorch)
{
    private const string Prefix = "memory-";

    /// <summary>The names under which they are asked for.</summary>
    public static IReadOnlyList<string> Names => [.. new[] { "mlp-128", "convnet-64", "lstm-32", "transformer-32" }.Select(name => Prefix + name)];

    /// <summary>Starts the processes.</summary>
    public static ResidentMemory Measure(string name, bool peers)
    {
        double ours = Processes.Child(name).Run();
        using Peer? libtorch = peers ? Peer.StartLibtorch(1) : null;
        string model = name[Prefix.Length..];
        return new ResidentMemory(model, (long)ours, libtorch?.Sample(model) is null ? null : libtorch.PeakBytes());
    }

    /// <summary>What our process does: some epochs of the model; then it prints the bytes. Null for other tasks.</summary>
    public static int? RunChild(string task)
    {
        if (!task.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        ReferenceModel reference = ReferenceModel.Of(task[Prefix.Length..]);
        for (int i = 0; i < 5; i++) reference.Model.Fit(reference.X, reference.Y, batchSize: reference.Batch, shuffle: false);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>One line of the report.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix + Model,-24} {"",7} {Ours / 1048576.0,8:F0} MB   {(Libtorch is { } theirs ? $"libtorch {theirs / 1048576.0:F0} MB {(double)theirs / Ours:G3}x" : "")}").TrimEnd();
}
