using System.Diagnostics;

namespace Backprop.Benchmarks;

/// <summary>The samples of one program on one workload, in seconds per step.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public void Add(double seconds) => _values.Add(seconds);

    public int Count => _values.Count;

    public double Best => _values.Min();

    public double Median => Quantile(0.5);

    /// <summary>Half the distance of the quartiles, as a fraction of the median.</summary>
    public double Spread => (Quantile(0.75) - Quantile(0.25)) / 2 / Median;

    private double Quantile(double q)
    {
        double[] sorted = [.. _values.Order()];
        double place = q * (sorted.Length - 1);
        int low = (int)place;
        return sorted[low] + (place - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]);
    }
}

/// <summary>A workload and what was measured.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Ours">Our samples.</param>
/// <param name="Peers">The peers' samples, by name.</param>
/// <param name="Floor">The seconds that the machine allows at best; 0 where none is defined.</param>
internal sealed record Result(Workload Workload, Samples Ours, IReadOnlyDictionary<string, Samples> Peers, double Floor)
{
    /// <summary>The part of our median that the floor explains.</summary>
    public double OfFloor => Floor / Ours.Median;
}

/// <summary>Takes samples of ours and of every peer in turn, so that whatever else the machine does meets all of them.</summary>
internal static class Measurement
{
    public static Result Take(Workload workload, Machine machine, IReadOnlyList<Peer> peers, bool quick)
    {
        double length = quick ? 0.02 : 0.08;
        using var threads = new OnThreads(workload.Threads);
        Step step = workload.Prepare();
        int calls = WarmUp(step, quick ? 0.15 : 0.5, length);
        var ours = new Samples();
        var theirs = new Dictionary<string, Samples>();
        Peer[] able = [.. peers.Where(peer => peer.Threads == workload.Threads && peer.Knows(workload.Name))];
        for (int round = 0; round < (quick ? 5 : 11); round++)
        {
            ours.Add(Sample(step, calls));
            foreach (Peer peer in able)
            {
                if (!theirs.TryGetValue(peer.Name, out Samples? samples)) theirs[peer.Name] = samples = new Samples();
                if (peer.Sample(workload.Name) is { } seconds) samples.Add(seconds);
            }
        }

        double floor = machine.Floor(workload.MultiplyAdds / workload.Threads, workload.Bytes, workload.WorkingSet);
        return new Result(workload, ours, theirs.Where(pair => pair.Value.Count > 0).ToDictionary(), floor);
    }

    /// <summary>Runs until the just-in-time compiler has done its best; returns the calls that make up one sample.</summary>
    private static int WarmUp(Step step, double seconds, double length)
    {
        long start = Stopwatch.GetTimestamp();
        if (step.Run() > 0) return 1;
        int calls = 1;
        while (calls < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            step.Run();
            calls++;
        }

        double each = Sample(step, 1) * step.Steps;
        return (int)Math.Clamp(length / each, 1, 1e6);
    }

    private static double Sample(Step step, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        double own = 0;
        for (int i = 0; i < calls; i++) own += step.Run();
        return (own > 0 ? own : Stopwatch.GetElapsedTime(start).TotalSeconds) / calls / step.Steps;
    }
}
