using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    private const int UsualPrefetch = 2;

    /// <summary>
    /// Trains the model on a stream of batches, such as data that does not fit in memory. The batches are read ahead by another thread. Each epoch reads the stream from its start,
    /// unless <paramref name="stepsPerEpoch"/> is given: then the next epoch goes on where the last ended, and a stream that ends early is begun again with the next epoch.
    /// The order is that of the stream. A table becomes a stream by <see cref="Batch.Of"/>.
    /// </summary>
    /// <param name="batches">The stream: anything that can be enumerated once for each epoch.</param>
    /// <param name="epochs">How many epochs, counted from epoch 0 even if <paramref name="initialEpoch"/> is later. Default 1.</param>
    /// <param name="stepsPerEpoch">The steps of an epoch. Default all that the stream gives.</param>
    /// <param name="validationData">Batches for validation. Default none.</param>
    /// <param name="validationSteps">The steps of a validation, each time from the start of the stream. Default all.</param>
    /// <param name="classWeight">Weights by class number; classes not named have 1. Default none.</param>
    /// <param name="initialEpoch">The epoch to start with. Default 0.</param>
    /// <param name="validationFreq">Validate every so many epochs. Default 1.</param>
    /// <param name="prefetch">How many batches are read ahead; 0 reads each when it is needed, on this thread. Default 2.</param>
    /// <param name="callbacks">What to do along the way. Default nothing.</param>
    /// <param name="verbose">0: print nothing; 1: a progress bar; 2: one line per epoch. Default 0.</param>
    /// <param name="progress">Is told how far the training is, at most every 50 ms and after each epoch. Default nobody.</param>
    /// <param name="cancellationToken">Ends the training within a step; the weights keep what was learned.</param>
    /// <returns>Loss and metrics of each epoch. An exception of the stream comes out as it is.</returns>
    /// <exception cref="ArgumentException">A batch does not fit the model, the stream gives none, or an argument is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model was not compiled, or is being trained by another thread.</exception>
    /// <exception cref="NumericException">A step made NaN or infinity; the message names the first node, and the weights are those before the step.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public History Fit(
        IAsyncEnumerable<Batch> batches,
        int epochs = 1,
        int? stepsPerEpoch = null,
        IAsyncEnumerable<Batch>? validationData = null,
        int? validationSteps = null,
        IReadOnlyDictionary<int, double>? classWeight = null,
        int initialEpoch = 0,
        int validationFreq = 1,
        int prefetch = UsualPrefetch,
        IReadOnlyList<Callback>? callbacks = null,
        int verbose = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        FitChecks.Counts(1, epochs, initialEpoch, validationFreq, null);
        BatchStream stream = BatchStream.Of(batches, stepsPerEpoch, prefetch, nameof(stepsPerEpoch));
        BatchStream? validation = validationData is null ? null : BatchStream.Of(validationData, validationSteps, prefetch, nameof(validationSteps));
        using Trainer.Hold hold = Compiled.Take();
        Compiled.WarnIfNothingIsTrained();
        IReadOnlyList<Callback> all = [.. callbacks ?? [], .. ProgressBar.For(verbose)];
        using var training = new StreamRunner(this, Compiled, StepMode.Train, stream, classWeight, cancellationToken);
        StreamRunner? testing = null;
        try
        {
            Func<EpochRunner>? tester = validation is null ? null : () => testing = new StreamRunner(this, Compiled, StepMode.Test, validation, null, cancellationToken);
            return new FitLoop(this, training, tester, all, new FitOptions(epochs, initialEpoch, validationFreq, progress, cancellationToken)).Run();
        }
        finally
        {
            testing?.Dispose();
        }
    }

    /// <inheritdoc cref="Fit(IAsyncEnumerable{Batch}, int, int?, IAsyncEnumerable{Batch}, int?, IReadOnlyDictionary{int, double}, int, int, int, IReadOnlyList{Callback}, int, IProgress{TrainingProgress}, CancellationToken)"/>
    public History Fit(
        IEnumerable<Batch> batches,
        int epochs = 1,
        int? stepsPerEpoch = null,
        IEnumerable<Batch>? validationData = null,
        int? validationSteps = null,
        IReadOnlyDictionary<int, double>? classWeight = null,
        int initialEpoch = 0,
        int validationFreq = 1,
        int prefetch = UsualPrefetch,
        IReadOnlyList<Callback>? callbacks = null,
        int verbose = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Fit(batches.ToAsyncEnumerable(), epochs, stepsPerEpoch, validationData?.ToAsyncEnumerable(), validationSteps, classWeight, initialEpoch, validationFreq, prefetch, callbacks, verbose, progress, cancellationToken);
    }

    /// <summary>Loss and metrics on a stream of batches, with layers in inference mode.</summary>
    /// <param name="batches">The stream.</param>
    /// <param name="steps">How many batches are read. Default all.</param>
    /// <param name="prefetch">How many batches are read ahead. Default 2.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>"loss", then the metrics.</returns>
    /// <inheritdoc cref="TrainOnBatch" path="/exception"/>
    public Logs Evaluate(IAsyncEnumerable<Batch> batches, int? steps = null, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        BatchStream stream = BatchStream.Of(batches, steps, prefetch, nameof(steps));
        using Trainer.Hold hold = Compiled.Take();
        using var testing = new StreamRunner(this, Compiled, StepMode.Test, stream, null, cancellationToken);
        return FitLoop.Evaluate(testing, 0, [], cancellationToken);
    }

    /// <inheritdoc cref="Evaluate(IAsyncEnumerable{Batch}, int?, int, CancellationToken)"/>
    public Logs Evaluate(IEnumerable<Batch> batches, int? steps = null, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Evaluate(batches.ToAsyncEnumerable(), steps, prefetch, cancellationToken);
    }

    /// <summary>The outputs for a stream of batches, one after the other in one tensor. Where they do not fit in memory, use <see cref="PredictBatches(IAsyncEnumerable{Batch}, int, CancellationToken)"/>.</summary>
    /// <param name="batches">The stream; targets in it are not looked at.</param>
    /// <param name="steps">How many batches are read. Default all.</param>
    /// <param name="prefetch">How many batches are read ahead. Default 2.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>One row per sample.</returns>
    /// <exception cref="ArgumentException">A batch does not fit the model, or there is none.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public Tensor Predict(IAsyncEnumerable<Batch> batches, int? steps = null, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        var parts = new List<Tensor>();
        foreach (IReadOnlyList<Tensor> outputs in Predicted(BatchStream.Of(batches, steps, prefetch, nameof(steps)), cancellationToken))
        {
            parts.Add(outputs.Count == 1 ? outputs[0] : throw new InvalidOperationException($"The model {Name} has {outputs.Count} outputs; use PredictBatches."));
        }

        return parts.Count > 0 ? Rows.Join(parts) : throw new ArgumentException($"The stream of data for {Name} gave no batch.", nameof(batches));
    }

    /// <inheritdoc cref="Predict(IAsyncEnumerable{Batch}, int?, int, CancellationToken)"/>
    public Tensor Predict(IEnumerable<Batch> batches, int? steps = null, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Predict(batches.ToAsyncEnumerable(), steps, prefetch, cancellationToken);
    }

    /// <summary>The outputs for a stream of batches, each as soon as it is computed, so that neither inputs nor outputs need to fit in memory.</summary>
    /// <param name="batches">The stream; targets in it are not looked at.</param>
    /// <param name="prefetch">How many batches are read ahead. Default 2.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>For each batch the outputs, one tensor per output, one row per sample.</returns>
    /// <exception cref="ArgumentException">A batch does not fit the model.</exception>
    public IEnumerable<IReadOnlyList<Tensor>> PredictBatches(IAsyncEnumerable<Batch> batches, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        BatchStream stream = BatchStream.Of(batches, null, prefetch, "steps");
        return Predicted(stream, cancellationToken);
    }

    /// <inheritdoc cref="PredictBatches(IAsyncEnumerable{Batch}, int, CancellationToken)"/>
    public IEnumerable<IReadOnlyList<Tensor>> PredictBatches(IEnumerable<Batch> batches, int prefetch = UsualPrefetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return PredictBatches(batches.ToAsyncEnumerable(), prefetch, cancellationToken);
    }

    private IEnumerable<IReadOnlyList<Tensor>> Predicted(BatchStream stream, CancellationToken cancellationToken)
    {
        using var reader = new BatchReader(stream.Batches, stream.Prefetch, cancellationToken);
        for (int step = 0; (stream.Steps is null || step < stream.Steps) && reader.TryRead(out Batch? batch); step++)
        {
            yield return PredictAll(batch.X, Math.Max(1, batch.X[0].Rank == 0 ? 1 : batch.X[0].Shape[0]), cancellationToken);
        }
    }
}
