using System.Collections;

namespace Backprop.Training;

/// <summary>A stream of batches that can be read again and again, each time in an order of its own.</summary>
/// <param name="count">The samples.</param>
/// <param name="batchSize">The samples of a batch; the last may be smaller.</param>
/// <param name="order">The order in a round, counted from 0.</param>
/// <param name="cut">Makes a batch of some samples.</param>
internal sealed class WindowBatches(int count, int batchSize, Func<int, int[]> order, Func<int[], Batch> cut) : IEnumerable<Batch>
{
    private int _round = -1;

    public IEnumerator<Batch> GetEnumerator()
    {
        int[] samples = order(Interlocked.Increment(ref _round));
        for (int start = 0; start < count; start += batchSize) yield return cut(samples[start..Math.Min(start + batchSize, count)]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
