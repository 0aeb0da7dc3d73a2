using System.Text.Json.Nodes;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>
/// A metric as the user names it: an object, or a name, which may depend on shapes ("accuracy") and stays the key in the history ("acc" gives "acc").
/// Both convert implicitly: <c>metrics: ["accuracy", new MeanSquaredError()]</c>.
/// </summary>
public sealed class MetricChoice
{
    private readonly string? _name;
    private readonly Metric? _metric;

    private MetricChoice(string? name, Metric? metric) => (_name, _metric) = (name, metric);

    /// <summary>The metric, when it can be said before shapes are known: an object; null for a name.</summary>
    public Metric? Metric => _metric;

    /// <summary>The metric for targets and predictions of these types.</summary>
    /// <exception cref="ArgumentException">There is no metric with this name; the message suggests the nearest.</exception>
    public Metric Resolve(TensorType yTrue, TensorType yPred)
    {
        if (_metric is not null) return _metric;
        Metric metric = MetricNames.Resolve(_name!, yTrue, yPred);
        metric.Name = _name!;
        return metric;
    }

    /// <summary>What Keras writes into files: the name, or class and arguments.</summary>
    public JsonNode ToJson() => _metric is null ? _name! : KerasObjects.Write(_metric)!;

    /// <summary>A metric by name. Whether the name exists is checked at once.</summary>
    public static implicit operator MetricChoice(string name) => new(MetricNames.Check(name), null);

    /// <summary>A metric object.</summary>
    public static implicit operator MetricChoice(Metric metric) => new(null, metric ?? throw new ArgumentNullException(nameof(metric)));
}
