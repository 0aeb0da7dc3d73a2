using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Benchmarks;

/// <summary>Where the time of a reference model's training step goes, or of its prediction of one sample.</summary>
internal static class Profile
{
    public static void Print(string name)
    {
        IReadOnlyList<CallTime> times = name switch
        {
            "mlp-predict-1" => Prediction("mlp-32"),
            "convnet-predict-1" => Prediction("convnet-64"),
            _ => Step(ReferenceModel.Of(name)),
        };
        double total = times.Sum(time => time.Seconds);
        Console.WriteLine($"{name}: {times.Count} calls, {total * 1e3:F3} ms, {times.Sum(time => 2.0 * time.Call.MultiplyAdds) / total / 1e9:F1} GFLOP/s");
        foreach (IGrouping<string, CallTime> alike in times.GroupBy(time => time.Call.ToString()).OrderByDescending(group => group.Sum(time => time.Seconds)).Take(25))
        {
            double seconds = alike.Sum(time => time.Seconds);
            long multiplyAdds = alike.Sum(time => time.Call.MultiplyAdds), bytes = alike.Sum(time => time.Call.Bytes);
            string text = alike.Key.Length > 110 ? alike.Key[..60] + " … " + alike.Key[^47..] : alike.Key;
            Console.WriteLine($"{seconds * 1e6,10:F1} us {100 * seconds / total,5:F1} % {alike.Count(),5} x {(multiplyAdds > 0 ? $"{2 * multiplyAdds / seconds / 1e9,6:F1} GFLOP/s" : $"{bytes / seconds / 1e9,6:F1} GB/s   ")}  {text}");
        }
    }

    private static IReadOnlyList<CallTime> Step(ReferenceModel reference)
    {
        Tensor x = reference.X[..reference.Batch], y = reference.Y[..reference.Batch];
        return Warm(runs => reference.Model.ProfileTraining(x, y, runs), 50);
    }

    private static IReadOnlyList<CallTime> Prediction(string name)
    {
        ReferenceModel reference = ReferenceModel.Of(name);
        return Warm(runs => reference.Model.ProfilePrediction(reference.X[..1], runs), 1000);
    }

    /// <summary>What is measured after several times before, with pauses in which the compiler improves the code.</summary>
    private static IReadOnlyList<CallTime> Warm(Func<int, IReadOnlyList<CallTime>> profile, int runs)
    {
        for (int i = 0; i < 5; i++)
        {
            profile(runs);
            Thread.Sleep(100);
        }

        return profile(2 * runs);
    }
}
