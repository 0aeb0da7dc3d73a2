namespace Backprop.Training;

/// <summary>Some samples that make one step: what a stream of data is made of, for trainings on more data than fits in memory.</summary>
/// <param name="X">The inputs, one row per sample; for several inputs, several tensors.</param>
/// <param name="Y">The targets. Default none, for predictions.</param>
/// <param name="SampleWeight">One weight per sample. Default none.</param>
public sealed record Batch(TensorSet X, TensorSet? Y = null, TensorSet? SampleWeight = null)
{
    /// <summary>Cuts tables into batches, in order; they share the tables' memory. The last may be smaller.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets. Default none.</param>
    /// <param name="batchSize">The samples of a batch. Default 32.</param>
    /// <param name="sampleWeight">One weight per sample. Default none.</param>
    /// <exception cref="ArgumentException">There are no samples, or not as many everywhere; or a batch has none.</exception>
    public static IEnumerable<Batch> Of(TensorSet x, TensorSet? y = null, int batchSize = 32, TensorSet? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        FitChecks.Counts(batchSize, 1, 0, 1, null);
        DataChecks.SameCount(x, y ?? [], sampleWeight ?? []);
        return Cut(x, y, sampleWeight, batchSize);
    }

    private static IEnumerable<Batch> Cut(TensorSet x, TensorSet? y, TensorSet? sampleWeight, int batchSize)
    {
        int count = x[0].Shape[0];
        for (int start = 0; start < count; start += batchSize)
        {
            Range rows = start..Math.Min(start + batchSize, count);
            yield return new Batch(Rows(x, rows)!, Rows(y, rows), Rows(sampleWeight, rows));
        }
    }

    private static TensorSet? Rows(TensorSet? tensors, Range rows) => tensors is null ? null : TensorSet.Create([.. tensors.Select(tensor => tensor[rows])]);
}
