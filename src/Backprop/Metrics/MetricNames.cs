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

    /// <summary>The metric that a name stands for. "accuracy" is binary for one output, sparse for targets that are class numbers, otherwise categorical.</summary>
    public static Metric Resolve(string name, TensorType yTrue, TensorType yPred)
    {
        if (!IsByShape(name)) return MetricRegistry.All.Get(name);
        bool isBinary = yPred.Shape.Rank == 0 || yPred.Shape[-1] == 1;
        bool isSparse = yTrue.Shape.Rank < yPred.Shape.Rank || yTrue.Shape[-1] == 1;
        return isBinary ? new BinaryAccuracy() : isSparse ? new SparseCategoricalAccuracy() : new CategoricalAccuracy();
    }

    private static bool IsByShape(string name) => name.ToLowerInvariant() is "accuracy" or "acc";
}
