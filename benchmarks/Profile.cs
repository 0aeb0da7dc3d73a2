using Backprop.Plans;

namespace Backprop.Benchmarks;

/// <summary>Where the time of a reference model's training step goes.</summary>
internal static class Profile
{
    public static void Print(string name)
    {
        ReferenceModel reference = ReferenceModel.Of(name);
        IReadOnlyList<CallTime> times = reference.Model.ProfileTraining(reference.X[..reference.Batch], reference.Y[..reference.Batch], runs: 30);
        double total = times.Sum(time => time.Seconds);
        Console.WriteLine($"{name}: {times.Count} calls, {total * 1e3:F3} ms, {reference.MultiplyAdds / total / 5e8:F1} GFLOP/s");
        foreach (IGrouping<string, CallTime> alike in times.GroupBy(time => time.Call.ToString()).OrderByDescending(group => group.Sum(time => time.Seconds)).Take(25))
        {
            double seconds = alike.Sum(time => time.Seconds);
            long multiplyAdds = alike.Sum(time => time.Call.MultiplyAdds), bytes = alike.Sum(time => time.Call.Bytes);
            string text = alike.Key.Length > 110 ? alike.Key[..60] + " … " + alike.Key[^47..] : alike.Key;
            Console.WriteLine($"{seconds * 1e6,10:F1} us {100 * seconds / total,5:F1} % {alike.Count(),5} x {(multiplyAdds > 0 ? $"{2 * multiplyAdds / seconds / 1e9,6:F1} GFLOP/s" : $"{bytes / seconds / 1e9,6:F1} GB/s   ")}  {text}");
        }
    }
}
