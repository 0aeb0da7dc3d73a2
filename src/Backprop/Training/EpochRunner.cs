using Backprop.Optimizers;

namespace Backprop.Training;

/// <summary>
/// Runs the batches of one data set through the steps of a model and adds up the losses. A step costs a feed, a run and an addition:
/// nothing is allocated, nothing looked up.
/// </summary>
internal sealed class EpochRunner
{
    private readonly Trainer _trainer;
    private readonly Batches _batches;
    private readonly TrainingStep _full;
    private readonly TrainingStep _last;
    private readonly TrainingStep? _fullAccumulating;
    private readonly TrainingStep? _lastAccumulating;
    private readonly bool _isTraining;
    private readonly double[] _outputTotals;
    private readonly string[] _outputKeys;
    private double _total;
    private int _seen;
    private int _batchesSeen;

    public EpochRunner(Model model, Trainer trainer, StepMode mode, TrainingData data, int batchSize)
    {
        _trainer = trainer;
        _batches = new Batches(data, batchSize);
        _full = trainer.Step(mode, _batches.BatchSize, data);
        _last = _batches.LastSize == _batches.BatchSize ? _full : trainer.Step(mode, _batches.LastSize, data);
        if (mode == StepMode.Train && Optimizer.GradientAccumulationSteps is not null)
        {
            _fullAccumulating = trainer.Step(StepMode.Accumulate, _batches.BatchSize, data);
            _lastAccumulating = _batches.LastSize == _batches.BatchSize ? _fullAccumulating : trainer.Step(StepMode.Accumulate, _batches.LastSize, data);
        }

        _isTraining = mode == StepMode.Train;
        _outputTotals = new double[_full.OutputLossCount];
        _outputKeys = _outputTotals.Length == 0 ? [] : [.. model.OutputNames.Where((_, output) => trainer.Compilation.LossOf(output) is not null).Select(name => name + "_loss")];
    }

    public Batches Batches => _batches;

    private Optimizer Optimizer => _trainer.Compilation.Optimizer;

    /// <summary>Forgets losses and metrics of an earlier epoch.</summary>
    public void Reset()
    {
        (_total, _seen, _batchesSeen) = (0, 0, 0);
        Array.Clear(_outputTotals);
        _trainer.ResetMetrics();
    }

    /// <summary>Runs one batch.</summary>
    /// <exception cref="NumericException">The step made NaN or infinity; nothing was changed.</exception>
    public void Run(int batch, int epoch)
    {
        int start = batch * _batches.BatchSize;
        int size = Math.Min(_batches.BatchSize, _batches.Count - start);
        bool isFull = size == _batches.BatchSize;
        TrainingStep step = isFull ? _full : _last;
        if (_fullAccumulating is not null && Optimizer.NextStepAccumulates) step = isFull ? _fullAccumulating : _lastAccumulating!;
        _batches.Load(step, start, size);
        bool isFinite = step.Plan.Run();
        if (!isFinite && !Optimizer.Skip()) throw NonFinite.Explain(step, _batches, epoch, batch);
        if (isFinite && _isTraining) Optimizer.FinishStep();
        _total += step.Loss * size;
        _seen += size;
        _batchesSeen++;
        // The losses of single outputs count every batch alike, as Keras' do where the length of a batch is not fixed.
        for (int i = 0; i < _outputTotals.Length; i++) _outputTotals[i] += step.OutputLoss(i);
    }

    /// <summary>The mean losses and the metrics so far.</summary>
    public Logs Logs(string prefix = "")
    {
        var logs = new Logs { [prefix + "loss"] = _seen == 0 ? 0 : _total / _seen };
        for (int i = 0; i < _outputTotals.Length; i++) logs[prefix + _outputKeys[i]] = _seen == 0 ? 0 : _outputTotals[i] / _batchesSeen;
        foreach (WatchedMetric watched in _trainer.Compilation.Watched ?? []) logs[prefix + watched.Key] = watched.Metric.Value;
        return logs;
    }
}
