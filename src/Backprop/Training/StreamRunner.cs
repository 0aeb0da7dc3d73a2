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
    private bool _hasRun;
    private bool _hasWarned;
    private bool _continues;

    /// <inheritdoc/>
    public override int? BatchCount => stream.Steps ?? _length;

    /// <inheritdoc/>
    public override void Begin(int epoch)
    {
        base.Begin(epoch);
        // A validation always sees the same samples: those at the start of its stream.
        _continues = _reader is not null && stream.Steps is not null && Mode == StepMode.Train;
        if (!_continues) Open();
    }

    /// <inheritdoc/>
    public override bool Has(int batch, int epoch)
    {
        if (batch >= stream.Steps) return false;
        Batch? found = Read();
        if (found is null && batch == 0 && _continues)
        {
            // The stream ended just where the epoch before did.
            Open();
            found = Read();
        }

        if (found is not null)
        {
            _next = Prepare(found, batch, epoch);
            return _hasRun = true;
        }

        Close();
        if (batch == 0 && (!_hasRun || Mode == StepMode.Test)) throw new ArgumentException($"The stream of data for {_name} gave no batch in epoch {epoch + 1}. Each epoch reads it anew: it must not be used up by the one before.");
        _length = batch;
        if (batch == 0) Warn($"The stream of data had no more batches for epoch {epoch + 1}; the training ends here. Each epoch reads the stream anew, or it must give stepsPerEpoch times epochs batches.");
        else if (stream.Steps is { } steps) Warn($"The stream of data ended after {batch} of {steps} steps in epoch {epoch + 1}; the epoch ends there, and the next begins it again.");
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

    private void Open()
    {
        Close();
        _reader = new BatchReader(stream.Batches, stream.Prefetch, cancellation);
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private Batch? Read() => _reader!.TryRead(out Batch? found) ? found : null;

    private void Warn(string sentence)
    {
        if (_hasWarned) return;
        _hasWarned = true;
        Warning.Write(sentence);
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
