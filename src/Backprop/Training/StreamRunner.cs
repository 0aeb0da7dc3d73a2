namespace Backprop.Training;

/// <summary>
/// Runs the batches of a stream as they come. Without a number of steps an epoch is the whole stream; with one, the next epoch goes on where the last ended,
/// and a stream that ends is begun again with the next epoch. Source: <c>EpochIterator</c> in keras/src/trainers/epoch_iterator.py.
/// </summary>
internal sealed class StreamRunner(Model model, Trainer trainer, StepMode mode, BatchStream stream, IReadOnlyDictionary<int, double>? classWeight, CancellationToken cancellation)
    : EpochRunner(model, trainer, mode), IDisposable
{
    private readonly string _name = model.Name;
    private BatchReader? _reader;
    private TrainingData? _next;
    private int? _length;
    private bool _hasWarned;

    /// <inheritdoc/>
    public override int? BatchCount => stream.Steps ?? _length;

    /// <inheritdoc/>
    public override void Begin(int epoch)
    {
        base.Begin(epoch);
        if (stream.Steps is null) Close();
        _reader ??= new BatchReader(stream.Batches, stream.Prefetch, cancellation);
    }

    /// <inheritdoc/>
    public override bool Has(int batch, int epoch)
    {
        if (batch >= stream.Steps) return false;
        if (_reader is not null && Read(batch, epoch) is { } found)
        {
            _next = Prepare(found, batch, epoch);
            return true;
        }

        Close();
        if (batch == 0) throw new ArgumentException($"The stream of data for {_name} gave no batch in epoch {epoch + 1}. Each epoch reads it anew: it must not be used up by the one before.");
        _length = batch;
        if (stream.Steps is { } steps && !_hasWarned)
        {
            _hasWarned = true;
            Warning.Write($"The stream of data ended after {batch} of {steps} steps in epoch {epoch + 1}; the epoch ends there, and the next begins it again.");
        }

        return false;
    }

    /// <inheritdoc/>
    public override void Run(int batch, int epoch)
    {
        TrainingData data = _next!;
        _next = null;
        StepMode mode = Mode == StepMode.Train && Optimizer.GradientAccumulationSteps is not null && Optimizer.NextStepAccumulates ? StepMode.Accumulate : Mode;
        TrainingStep step = Trainer.Step(mode, data.Count, data);
        Expect(step);
        Run(step, new Batches(data, data.Count), 0, data.Count, batch, epoch);
    }

    public void Dispose() => Close();

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private Batch? Read(int batch, int epoch)
    {
        try
        {
            return _reader!.TryRead(out Batch? found) ? found : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"The stream of data failed at batch {batch + 1} of epoch {epoch + 1}: {e.Message}", e);
        }
    }

    private TrainingData Prepare(Batch found, int batch, int epoch)
    {
        try
        {
            return Trainer.Prepare(found.X, found.Y ?? [], found.SampleWeight ?? [], classWeight);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Batch {batch + 1} of epoch {epoch + 1}: {e.Message}", e);
        }
    }
}
