using Backprop.Tensors;

namespace Backprop.Metrics;

/// <summary>Names of metrics whose class depends on the shapes. Source: <c>get_metric</c> in keras/src/trainers/compile_utils.py.</summary>
internal static class MetricNames
{
    /// <summary>The name itself, if it is one.</summary>
    public static string Check(string name)
    {
        if (!IsByShape(name)) MetricRegistry.All.Get(name);
        return name;
    }

    /// <summary>The metric that a name stands for.</summary>
    public static Metric Resolve(string name, TensorType yTrue, TensorType yPred) => MetricRegistry.All.Get(name);

    private static bool IsByShape(string name) => false;
}
