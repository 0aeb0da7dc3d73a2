using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>What is counted as positive.</summary>
/// <param name="Values">The thresholds: predictions above one are positive for it.</param>
/// <param name="TopK">Positive are at most this many of a row, the largest; null for any number.</param>
/// <param name="ClassId">The only column that is looked at; null for all.</param>
/// <param name="LabelWeights">One weight per column, or null for 1.</param>
/// <param name="ByLabel">Whether columns are counted apart.</param>
internal sealed record Thresholds(IReadOnlyList<double> Values, int? TopK = null, int? ClassId = null, IReadOnlyList<double>? LabelWeights = null, bool ByLabel = false)
{
    /// <summary>What Keras puts in the place of a threshold when the largest are taken.</summary>
    public const double None = -1e10;

    /// <summary>Thresholds 0, 1/(n − 1), 2/(n − 1) … 1.</summary>
    public static double[] Even(int count) => [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? 1.0 : i * 1.0 / (count - 1))];

    /// <summary>The thresholds that a user gives, from 0 to 1, or the default.</summary>
    public static IReadOnlyList<double> Check(IReadOnlyList<double>? thresholds, int? topK)
    {
        if (topK < 1) throw new ArgumentOutOfRangeException(nameof(topK), $"topK must be 1 or more, not {topK}.");
        if (thresholds is null) return topK is null ? [0.5] : [None];
        foreach (double threshold in thresholds)
        {
            if (!(threshold is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(thresholds), $"Thresholds lie between 0 and 1; {threshold} does not.");
        }

        return thresholds.Count > 0 ? [.. thresholds] : throw new ArgumentException("Give one threshold or more, or leave them out for 0.5.", nameof(thresholds));
    }

    /// <summary>Whether the thresholds divide 0 … 1 evenly (but for the 1e-7 beyond the ends that AUC adds): Keras then puts predictions into bins.</summary>
    public bool IsEven => Values.Count >= 3 && Even(Values.Count).Zip(Values).All(pair => Math.Abs(pair.First - pair.Second) <= 1.1e-7 + 1e-5 * Math.Abs(pair.First));
}

/// <summary>
/// How often predictions are rightly and wrongly positive and negative, for every threshold (and column): the sums of their weights, in float64.
/// Source: <c>update_confusion_matrix_variables</c> in keras/src/metrics/metrics_utils.py.
/// </summary>
/// <param name="TruePositives">Positive, and rightly.</param>
/// <param name="FalsePositives">Positive, but wrongly.</param>
/// <param name="TrueNegatives">Negative, and rightly.</param>
/// <param name="FalseNegatives">Negative, but wrongly.</param>
internal sealed record ConfusionCounts(Node TruePositives, Node FalsePositives, Node TrueNegatives, Node FalseNegatives)
{
    public static ConfusionCounts Of(Node yTrue, Node yPred, Node? sampleWeight, Thresholds thresholds)
    {
        if (!yPred.DType.IsFloat) yPred = Cast(yPred, DType.Float32);
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        if (y.Shape != p.Shape) throw new ArgumentException($"Targets and predictions are compared element by element: the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}. They must be equal.");
        Node weights = BroadcastTo(sampleWeight is null ? Like(p, 1) : Alignment.Weights(p, sampleWeight), p.Shape);
        if (thresholds.LabelWeights is { } labels) weights *= Cast(Constant.Of(Tensor.From([.. labels], [labels.Count])), p.DType);
        Node? allowed = thresholds.TopK is { } k ? AmongLargest(p, k) : null;
        if (thresholds.ClassId is { } column)
        {
            if (p.Shape.Rank < 2 || column >= p.Shape[-1]) throw new ArgumentException($"There is no class {column} in predictions of shape {yPred.Shape}.");
            (y, p, weights) = (Column(y), Column(p), Column(weights));
            if (allowed is not null) allowed = Column(allowed);
        }

        // Thresholds stand along the first axis, samples along the second, columns along the third if they are counted apart.
        Shape samples = thresholds.ByLabel ? [1, p.Shape[0], checked((int)(p.Shape.Size / p.Shape[0]))] : [1, checked((int)p.Shape.Size)];
        Node isPositive = Above(Reshape(p, samples), thresholds);
        if (allowed is not null) isPositive = LogicalAnd(isPositive, Reshape(allowed, samples));
        Node positive = Cast(isPositive, DType.Float64), label = Cast(NotEqual(Reshape(y, samples), 0), DType.Float64), weight = Cast(Reshape(weights, samples), DType.Float64);
        Node right = label * weight, wrong = (1 - label) * weight;
        Node truePositives = Sum(positive * right, [1]), falsePositives = Sum(positive * wrong, [1]);
        return new ConfusionCounts(truePositives, falsePositives, Sum(wrong, [1]) - falsePositives, Sum(right, [1]) - truePositives);

        Node Column(Node node) => SliceAxis(node, -1, column, column + 1);
    }

    /// <summary>a/b, and 0 where b is 0.</summary>
    public static Node Ratio(Node a, Node b)
    {
        Node isZero = Equal(b, 0);
        return Where(isZero, Like(a, 0), a / Where(isZero, Like(b, 1), b));
    }

    private static Node Above(Node p, Thresholds thresholds)
    {
        int count = thresholds.Values.Count;
        Shape column = p.Shape.Rank == 2 ? [count, 1] : [count, 1, 1];
        if (!thresholds.IsEven) return Greater(p, Cast(Constant.Of(Tensor.From([.. thresholds.Values], column)), p.DType));

        // As Keras' bins: bin b is (b/(n − 1), (b + 1)/(n − 1)], and a prediction is above the thresholds up to that of its bin.
        Node bin = Ceiling(Clip(p, 0, 1) * (count - 1)) - 1;
        if (thresholds.Values[0] < 0) bin = Relu(bin);
        return GreaterEqual(bin, Cast(Constant.Of(Tensor.From([.. Enumerable.Range(0, count).Select(i => (double)i)], column)), p.DType));
    }

    /// <summary>Whether fewer than k of a row are larger; of equal ones the first counts as larger.</summary>
    private static Node AmongLargest(Node x, int k)
    {
        int columns = x.Shape[-1];
        var before = new double[columns * columns];
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < i; j++) before[i * columns + j] = 1;
        }

        Node own = Reshape(x, x.Shape.Insert(x.Shape.Rank, 1)), other = Reshape(x, x.Shape.Insert(x.Shape.Rank - 1, 1));
        Node isFirst = Greater(Constant.Of(Tensor.From(before, [columns, columns])), 0);
        Node larger = LogicalOr(Greater(other, own), LogicalAnd(Equal(other, own), isFirst));
        return Less(Sum(Cast(larger, x.DType), [-1]), k);
    }
}
