using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How well predicted areas cover the true ones, for the classes 0 and 1 and predictions that are probabilities; see <see cref="IntersectionOverUnion"/>.</summary>
/// <param name="targetClassIds">The classes of which the mean is taken. Default 0 and 1.</param>
/// <param name="threshold">A prediction of at least this is class 1. Default 0.5.</param>
/// <param name="dtype">The number type; whole numbers cut fractions off the sample weights. Default int64, as in Keras.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentException">A number is outside its range.</exception>
public sealed class BinaryIoU(IReadOnlyList<int>? targetClassIds = null, double threshold = 0.5, DType dtype = DType.Int64, string? name = null)
    : IntersectionOverUnion(2, targetClassIds ?? [0, 1], null, true, true, -1, dtype, name)
{
    /// <summary>A prediction of at least this is class 1.</summary>
    public double Threshold => threshold;

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("target_class_ids", TargetClassIds).Set("threshold", threshold).Set("name", Name).Set("dtype", DType.KerasName);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static BinaryIoU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("target_class_ids"), config.Double("threshold", 0.5));
    }

    private protected override Node Predicted(Node yPred) => GreaterEqual(yPred, threshold);
}
