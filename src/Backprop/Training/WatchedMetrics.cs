using Backprop.Graphs;
using Backprop.Metrics;

namespace Backprop.Training;

/// <summary>Finds the metrics that names stand for, and the keys under which they are logged.</summary>
internal static class WatchedMetrics
{
    public static IReadOnlyList<WatchedMetric> Resolve(Model model, Compilation compilation, IReadOnlyList<Node> outputs, IReadOnlyList<Node> y)
    {
        var watched = new List<WatchedMetric>();
        var taken = new HashSet<string>();
        for (int output = 0; output < outputs.Count; output++)
        {
            string prefix = outputs.Count > 1 ? model.OutputNames[output] + "_" : "";
            Add(compilation.Metrics, false);
            Add(compilation.WeightedMetrics, true);

            void Add(IReadOnlyList<IReadOnlyList<MetricChoice>> choices, bool isWeighted)
            {
                if (choices.Count == 0) return;
                foreach (MetricChoice choice in choices.Count == 1 ? choices[0] : choices[output])
                {
                    Metric metric = choice.Resolve(y[output].Type, outputs[output].Type);
                    if (watched.Any(other => ReferenceEquals(other.Metric, metric))) throw new ArgumentException($"The metric {metric.Name} is used twice. Make one object for each place.");
                    watched.Add(new WatchedMetric(metric, output, Key(prefix + metric.Name, isWeighted), isWeighted));
                }
            }
        }

        return watched;

        // Keras: a weighted metric that clashes gets "weighted_" in front, other duplicates _1, _2 behind.
        string Key(string name, bool isWeighted)
        {
            if (taken.Add(name)) return name;
            if (isWeighted && taken.Add("weighted_" + name)) return "weighted_" + name;
            int number = 1;
            while (!taken.Add($"{name}_{number}")) number++;
            return $"{name}_{number}";
        }
    }
}
