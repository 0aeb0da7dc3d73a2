using Backprop.Data;

namespace Backprop.Cli.Training;

/// <summary>Which rows a network learns from and on which it is measured. Classes keep their shares in each part.</summary>
internal static class Split
{
    /// <summary>With fewer rows than this, none are held back unless the user says so: a handful of rows measures nothing.</summary>
    public const int FewestToSplit = 20;

    /// <summary>The part that is held back unless the user says otherwise.</summary>
    public const double UsualPart = 0.2;

    /// <summary>Cuts samples into those to learn from, and those to measure on or null; <paramref name="note"/> says why there are none.</summary>
    public static (Samples Training, Samples? Test) InTwo(Samples samples, double? part, int seed, out string? note)
    {
        note = null;
        if (samples.Test is not null) return (samples, samples.Test);
        double share = part ?? UsualPart;
        if (share == 0)
        {
            note = "No rows are held back (--test-split 0): the numbers below are of the rows it learned from.";
            return (samples, null);
        }

        int held = (int)Math.Round(samples.Count * share);
        if ((part is null && samples.Count < FewestToSplit) || held == 0 || held == samples.Count)
        {
            note = $"{samples.Count} rows are too few to hold some back for a test: the numbers below are of the rows it learned from.";
            return (samples, null);
        }

        (int[] training, int[] test) = Splits.TrainTest(samples.Count, share, seed, Labels(samples));
        // Those to learn from stay in the order of the file, which --no-shuffle then keeps.
        return (samples.Take([.. training.Order()]), samples.Take(test));
    }

    /// <summary>Cuts samples into <paramref name="parts"/> parts; each in turn is held back.</summary>
    /// <exception cref="BadInputException">There are fewer samples than parts.</exception>
    public static IEnumerable<(Samples Training, Samples Test)> InParts(Samples samples, int parts, int seed)
    {
        if (samples.Count < parts) throw new BadInputException($"--cross-validation {parts} needs {parts} rows or more; {samples.Source} has {samples.Count}.");
        foreach ((int[] training, int[] test) in Splits.Folds(samples.Count, parts, seed, Labels(samples)))
        {
            yield return (samples.Take([.. training.Order()]), samples.Take(test));
        }
    }

    private static int[]? Labels(Samples samples) => samples.Classes is null ? null : samples.Y.ToArray<int>();
}
