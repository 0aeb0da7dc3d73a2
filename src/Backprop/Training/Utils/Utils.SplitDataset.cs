namespace Backprop.Training;

public static partial class Utils
{
    /// <summary>Splits samples in two, for example for training and testing: the first ones to the left, the last ones to the right.</summary>
    /// <param name="dataset">One or several tensors with one entry per sample along their first axes.</param>
    /// <param name="leftSize">Below 1 a fraction of the samples, otherwise how many go to the left. Default what the right leaves.</param>
    /// <param name="rightSize">The same for the right. Default what the left leaves.</param>
    /// <param name="shuffle">Whether the samples are put into a new order first. Default false.</param>
    /// <param name="seed">From which the order follows. Default that of <see cref="SetRandomSeed"/>.</param>
    /// <returns>The two parts, each with as many tensors as <paramref name="dataset"/>.</returns>
    /// <exception cref="ArgumentException">Neither size is given, a part would be empty, or there are not enough samples.</exception>
    /// <remarks>Source: keras/src/utils/dataset_utils.py.</remarks>
    public static (TensorSet Left, TensorSet Right) SplitDataset(TensorSet dataset, double? leftSize = null, double? rightSize = null, bool shuffle = false, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        DataChecks.SameCount(dataset, [], []);
        if (leftSize is null && rightSize is null) throw new ArgumentException("Give leftSize, rightSize or both.", nameof(leftSize));
        int count = dataset[0].Shape[0];
        int? left = Samples(leftSize, count, nameof(leftSize)), right = Samples(rightSize, count, nameof(rightSize));
        int leftCount = left ?? count - right!.Value, rightCount = right ?? count - leftCount;
        if (leftCount + rightCount > count) throw new ArgumentException($"{leftCount} samples to the left and {rightCount} to the right are more than the {count} that there are.", nameof(rightSize));
        if (leftCount == 0 || rightCount == 0) throw new ArgumentException($"Of {count} samples, {leftCount} would go to the left and {rightCount} to the right; both need at least one.", nameof(leftSize));
        int[] order = shuffle ? Shuffled(count, seed) : [.. Enumerable.Range(0, count)];
        return (Part(..leftCount), Part((count - rightCount)..));

        TensorSet Part(Range range) => TensorSet.Create([.. dataset.Select(tensor => Rows(tensor, order.AsSpan(range)))]);
    }

    private static int? Samples(double? size, int count, string name)
    {
        if (size is not { } number) return null;
        bool isFraction = number is > 0 and < 1, isCount = double.IsInteger(number) && number >= 1 && number < count;
        if (!isFraction && !isCount) throw new ArgumentOutOfRangeException(name, $"{name} is a fraction between 0 and 1, or a whole number from 1 to {count - 1}, not {number}.");
        return isFraction ? (int)Math.Round(number * count) : (int)number;
    }
}
