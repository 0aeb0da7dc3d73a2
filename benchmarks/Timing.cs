using System.Diagnostics;

namespace Backprop.Benchmarks;

/// <summary>Something to time.</summary>
/// <param name="Name">What is printed.</param>
/// <param name="Steps">How many steps one run makes.</param>
/// <param name="MultiplyAdds">The multiply-adds that one step cannot avoid; 0 where they do not matter.</param>
/// <param name="Scale">Units per second.</param>
/// <param name="Unit">The unit of the printed time per step.</param>
/// <param name="Run">One run.</param>
internal sealed record Workload(string Name, int Steps, double MultiplyAdds, double Scale, string Unit, Action Run);

/// <summary>Times runs until half a second has passed for warming up, then several samples.</summary>
internal static class Timing
{
    public static (double Best, double Median) Measure(Action run, int steps, int samples = 9)
    {
        long warm = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3 || Stopwatch.GetElapsedTime(warm).TotalSeconds < 0.5; i++) run();
        var times = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        }

        Array.Sort(times);
        return (times[0], times[samples / 2]);
    }
}
