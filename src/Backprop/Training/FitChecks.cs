namespace Backprop.Training;

/// <summary>Refuses numbers that Fit cannot work with.</summary>
internal static class FitChecks
{
    public static void Counts(int batchSize, int epochs, int initialEpoch, int validationFreq, int? validationBatchSize)
    {
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), $"A batch has 1 sample or more, not {batchSize}.");
        if (validationBatchSize < 1) throw new ArgumentOutOfRangeException(nameof(validationBatchSize), $"A batch has 1 sample or more, not {validationBatchSize}.");
        if (epochs < 0) throw new ArgumentOutOfRangeException(nameof(epochs), $"The number of epochs is 0 or more, not {epochs}.");
        if (initialEpoch < 0) throw new ArgumentOutOfRangeException(nameof(initialEpoch), $"The first epoch is 0 or later, not {initialEpoch}.");
        if (validationFreq < 1) throw new ArgumentOutOfRangeException(nameof(validationFreq), $"Validation happens every 1 or more epochs, not every {validationFreq}.");
    }

    public static void Split(double validationSplit)
    {
        if (!(validationSplit is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(validationSplit), $"The part for validation is 0 or more and less than 1, not {validationSplit}.");
    }

    /// <summary>The first sample for validation: ⌊n·(1 − split)⌋.</summary>
    public static int SplitAt(int count, double validationSplit)
    {
        int at = (int)Math.Floor(count * (1 - validationSplit));
        if (at == 0 || at == count) throw new ArgumentException($"A validation split of {validationSplit} leaves {at} of {count} samples for training and {count - at} for validation; both need at least one.", nameof(validationSplit));
        return at;
    }
}
