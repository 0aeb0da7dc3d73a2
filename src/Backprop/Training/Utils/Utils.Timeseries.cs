using Backprop.Tensors;

namespace Backprop.Training;

public static partial class Utils
{
    /// <summary>
    /// Windows that slide over a series: window k holds the entries s·k, s·k + r, s·k + 2r … of the series (s the stride, r the sampling rate), and its target is target number s·k.
    /// The windows are cut when a batch is asked for, so only one batch of them is in memory.
    /// </summary>
    /// <param name="data">The series: time along the first axis.</param>
    /// <param name="targets">For each time at which a window may start, its target. Default none.</param>
    /// <param name="sequenceLength">The entries of a window.</param>
    /// <param name="sequenceStride">By how much a window starts after the one before. Default 1.</param>
    /// <param name="samplingRate">How far apart the entries of a window are. Default 1.</param>
    /// <param name="batchSize">The windows of a batch. Default 128.</param>
    /// <param name="shuffle">Whether the windows come in a new order each time that the stream is read. Default false.</param>
    /// <param name="seed">From which the orders follow. Default that of <see cref="SetRandomSeed"/>.</param>
    /// <param name="startIndex">The first entry of the series that is used. Default 0.</param>
    /// <param name="endIndex">The entry of the series before which windows end. Default its end.</param>
    /// <returns>A stream of batches for Fit, X of shape (windows, sequenceLength, …).</returns>
    /// <exception cref="ArgumentException">An argument is out of range, or no window fits.</exception>
    /// <remarks>Source: keras/src/utils/timeseries_dataset_utils.py.</remarks>
    public static IEnumerable<Batch> TimeseriesDatasetFromArray(
        Tensor data,
        Tensor? targets,
        int sequenceLength,
        int sequenceStride = 1,
        int samplingRate = 1,
        int batchSize = 128,
        bool shuffle = false,
        long? seed = null,
        int? startIndex = null,
        int? endIndex = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Rank == 0) throw new ArgumentException("The series is a single number; it needs one entry per time along its first axis.", nameof(data));
        if (targets?.Rank == 0) throw new ArgumentException("The targets are a single number; they need one entry per time along their first axis.", nameof(targets));
        int length = data.Shape[0], start = startIndex ?? 0, end = endIndex ?? length;
        Positive(sequenceLength, nameof(sequenceLength), length);
        Positive(sequenceStride, nameof(sequenceStride), length - 1);
        Positive(samplingRate, nameof(samplingRate), length - 1);
        Positive(batchSize, nameof(batchSize), int.MaxValue);
        if (start < 0 || start >= length) throw new ArgumentOutOfRangeException(nameof(startIndex), $"startIndex is from 0 to {length - 1} for a series of {length}, not {start}.");
        if (end <= start || end > length) throw new ArgumentOutOfRangeException(nameof(endIndex), $"endIndex lies behind startIndex, {start}, and is at most {length}, not {end}.");
        int places = (int)Math.Max(0, end - start - ((sequenceLength - 1L) * samplingRate));
        if (targets is not null) places = Math.Min(places, Math.Max(0, Math.Min(targets.Shape[0], end) - start));
        if (places == 0) throw new ArgumentException($"No window of {sequenceLength} entries, {samplingRate} apart, fits into the {end - start} entries from {start} to {end - 1}.", nameof(sequenceLength));
        int windows = (places + sequenceStride - 1) / sequenceStride;
        return new WindowBatches(
            windows,
            batchSize,
            round => shuffle ? Shuffled(windows, seed, round) : [.. Enumerable.Range(0, windows)],
            chosen => Cut([.. chosen.Select(window => start + (window * sequenceStride))]));

        Batch Cut(int[] starts)
        {
            int[] entries = [.. starts.SelectMany(first => Enumerable.Range(0, sequenceLength).Select(i => first + (i * samplingRate)))];
            Tensor x = Rows(data, entries).Reshape(data.Shape[1..].Insert(0, sequenceLength).Insert(0, starts.Length));
            return targets is null ? new Batch(x) : new Batch(x, Rows(targets, starts));
        }
    }

    private static void Positive(int value, string name, int most)
    {
        if (value < 1 || value > most) throw new ArgumentOutOfRangeException(name, $"{name} is a whole number from 1{(most == int.MaxValue ? " on" : $" to {most} for this series")}, not {value}.");
    }
}
