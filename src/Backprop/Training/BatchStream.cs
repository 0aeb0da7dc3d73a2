namespace Backprop.Training;

/// <summary>A stream of batches and how it is read in a training.</summary>
/// <param name="Batches">The stream. It is read from its start whenever it is enumerated.</param>
/// <param name="Steps">The steps of an epoch; null for all that the stream gives.</param>
/// <param name="Prefetch">How many batches are read ahead.</param>
internal sealed record BatchStream(IAsyncEnumerable<Batch> Batches, int? Steps, int Prefetch)
{
    public static BatchStream Of(IAsyncEnumerable<Batch> batches, int? steps, int prefetch, string stepsName)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (steps < 1) throw new ArgumentOutOfRangeException(stepsName, $"{stepsName} is 1 or more, not {steps}. Leave it out for all that the stream gives.");
        if (prefetch < 0) throw new ArgumentOutOfRangeException(nameof(prefetch), $"The number of batches to read ahead is 0 or more, not {prefetch}.");
        return new BatchStream(batches, steps, prefetch);
    }
}
