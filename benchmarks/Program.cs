using System.Globalization;
using Backprop.Benchmarks;
using Backprop.Kernels;

// Measures what this machine can do, then our workloads as a fraction of it, on one thread, best and median of several runs.
// Usage: dotnet run -c Release --project benchmarks [-- THREADS]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Workers.Count = args.Length > 0 && int.TryParse(args[0], out int threads) ? threads : 1;
if (args is ["profile", string name])
{
    Profile.Print(name);
    return;
}

double peak = Machine.MultiplyAddsPerSecond();
Console.WriteLine($"machine: {2 * peak / 1e9:F0} GFLOP/s float32 in registers, one thread; we use {Workers.Count} thread(s)");
Console.WriteLine($"{"workload",-34} {"best",10} {"median",10} {"unit",-6} of peak");
foreach (Workload workload in Workloads.All())
{
    (double best, double median) = Timing.Measure(workload.Run, workload.Steps);
    string share = workload.MultiplyAdds > 0 ? $"{100 * workload.MultiplyAdds / best / peak,6:F0} %" : "";
    Console.WriteLine($"{workload.Name,-34} {best * workload.Scale,10:F3} {median * workload.Scale,10:F3} {workload.Unit,-6} {share}");
}
