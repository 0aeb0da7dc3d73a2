using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>
/// How well predicted areas cover the true ones, for some classes: the mean of true positives/(true positives + false positives + false negatives),
/// from the sums of weights of each pair of true and predicted class. As in Keras the number type is int64 unless another is asked for, which cuts
/// fractions off the sample weights. Source: keras/src/metrics/iou_metrics.py.
/// </summary>
public abstract class IntersectionOverUnion : Metric
{
    private const double Epsilon = 1e-7;
    private readonly Variable _pairs;

    /// <summary>Describes what such metrics share.</summary>
    private protected IntersectionOverUnion(int numClasses, IReadOnlyList<int> targetClassIds, int? ignoreClass, bool sparseYTrue, bool sparseYPred, int axis, DType dtype, string? name)
        : base(name)
    {
        if (numClasses < 1) throw new ArgumentOutOfRangeException(nameof(numClasses), $"There must be 1 class or more, not {numClasses}.");
        foreach (int id in targetClassIds)
        {
            if ((uint)id >= (uint)numClasses) throw new ArgumentOutOfRangeException(nameof(targetClassIds), $"Classes are 0 to {numClasses - 1}; there is no class {id}.");
        }

        if (targetClassIds.Count == 0) throw new ArgumentException("Give one class or more.", nameof(targetClassIds));
        (NumClasses, TargetClassIds, IgnoreClass, SparseYTrue, SparseYPred, Axis, DType) = (numClasses, [.. targetClassIds], ignoreClass, sparseYTrue, sparseYPred, axis, dtype);
        _pairs = AddState("total_confusion_matrix", [numClasses, numClasses]);
    }

    /// <summary>The number of classes.</summary>
    public int NumClasses { get; }

    /// <summary>The classes of which the mean is taken.</summary>
    public IReadOnlyList<int> TargetClassIds { get; }

    /// <summary>A true class that does not count, or null.</summary>
    public int? IgnoreClass { get; }

    /// <summary>Whether targets are class numbers rather than one number per class.</summary>
    public bool SparseYTrue { get; }

    /// <summary>Whether predictions are class numbers rather than one number per class.</summary>
    public bool SparseYPred { get; }

    /// <summary>The axis of the classes, where there is one number per class.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Node Result
    {
        get
        {
            Node chosen = Constant.Of(Tensor.From([.. TargetClassIds.Select(id => (double)id)], [TargetClassIds.Count]).Cast(DType.Int32));
            Node isDiagonal = OneHot(Constant.Of(Tensor.From([.. Enumerable.Range(0, NumClasses).Select(i => (double)i)], [NumClasses]).Cast(DType.Int32)), NumClasses, DType.Float64);
            Node right = Sum(_pairs * isDiagonal, [1]);
            Node union = Gather(Sum(_pairs, [0]) + Sum(_pairs, [1]) - right, chosen);
            Node count = Sum(Cast(Greater(union, 1e-9), DType.Float64));
            return Sum(Gather(right, chosen) / (union + Epsilon)) / (count + Epsilon);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        Node t = Classes(yTrue, SparseYTrue), p = Classes(Predicted(yPred), SparseYPred);
        if (t.Shape.Size != p.Shape.Size) throw new ArgumentException($"{Name} takes one target for each prediction: the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}.");
        Node weights = sampleWeight is null ? Constant.Of(1, DType.Float64) : Alignment.Weights(Cast(t, DType.Float64), sampleWeight);
        if (!DType.IsFloat) weights = Cast(Cast(weights, DType.Int64), DType.Float64);
        weights = BroadcastTo(weights, t.Shape);
        if (IgnoreClass is { } ignored)
        {
            Node counts = NotEqual(t, ignored);
            (t, p, weights) = (t * Cast(counts, DType.Int32), Reshape(p, t.Shape) * Cast(counts, DType.Int32), weights * Cast(counts, DType.Float64));
        }

        int size = checked((int)t.Shape.Size);
        Node rows = OneHot(Reshape(t, [size]), NumClasses, DType.Float64) * Reshape(weights, [size, 1]);
        return [new Update(_pairs, _pairs + MatMul(Transpose(rows), OneHot(Reshape(p, [size]), NumClasses, DType.Float64)))];
    }

    /// <summary>The predictions before they are taken as classes.</summary>
    private protected virtual Node Predicted(Node yPred) => yPred;

    private Node Classes(Node values, bool isSparse) => Cast(isSparse ? values : ArgMax(values, Axis), DType.Int32);
}
