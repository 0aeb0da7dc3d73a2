using Backprop.Kernels;

namespace Backprop.Data;

/// <summary>Cuts the rows of a data set into parts. The same seed gives the same parts.</summary>
public static class Splits
{
    // Any number that no other stream of the library uses.
    private const uint Purpose = 0x53706C74;

    /// <summary>Rows for training and rows for testing, shuffled; with labels, each class is divided in the same proportion.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="testFraction">The part for testing, at least 0 and below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="labels">The class of each row, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is outside its range.</exception>
    public static (int[] Train, int[] Test) TrainTest(int rows, double testFraction, long seed, IReadOnlyList<int>? labels = null)
    {
        if (!(testFraction is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(testFraction), $"The part for testing must be at least 0 and below 1, not {testFraction}.");
        var train = new List<int>();
        var test = new List<int>();
        foreach (int[] group in Groups(rows, seed, labels))
        {
            // Every class keeps a row to learn from.
            int count = Math.Min((int)Math.Round(group.Length * testFraction), group.Length - 1);
            test.AddRange(group[..count]);
            train.AddRange(group[count..]);
        }

        return (Shuffled([.. train], seed, 1), Shuffled([.. test], seed, 2));
    }

    /// <summary>K parts of nearly equal size, each in turn for testing and the others for training; with labels, each class is spread evenly.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="folds">The number of parts, from 2 to the number of rows.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="labels">The class of each row, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of parts is outside its range.</exception>
    public static IReadOnlyList<(int[] Train, int[] Test)> Folds(int rows, int folds, long seed, IReadOnlyList<int>? labels = null)
    {
        if (folds < 2 || folds > rows) throw new ArgumentOutOfRangeException(nameof(folds), $"The number of parts must lie between 2 and the {rows} rows, not be {folds}.");
        var foldOf = new int[rows];
        int next = 0;
        foreach (int[] group in Groups(rows, seed, labels))
        {
            foreach (int row in group) foldOf[row] = next++ % folds;
        }

        return [.. Enumerable.Range(0, folds).Select(fold => (
            Shuffled([.. Enumerable.Range(0, rows).Where(row => foldOf[row] != fold)], seed, (uint)fold + 3),
            Enumerable.Range(0, rows).Where(row => foldOf[row] == fold).ToArray()))];
    }

    private static IEnumerable<int[]> Groups(int rows, long seed, IReadOnlyList<int>? labels) =>
        labels is null
            ? [Shuffled([.. Enumerable.Range(0, rows)], seed, 0)]
            : Enumerable.Range(0, rows).GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => Shuffled([.. group], seed, (uint)group.Key + 1_000));

    private static int[] Shuffled(int[] rows, long seed, uint stream)
    {
        var order = new int[rows.Length];
        RandomNumbers.Permutation(new RandomKey((ulong)seed, Purpose, stream, 0, 0), order);
        return [.. order.Select(i => rows[i])];
    }
}
