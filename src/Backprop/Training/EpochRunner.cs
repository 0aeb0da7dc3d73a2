using Backprop.Optimizers;

namespace Backprop.Training;

/// <summary>Runs the batches of an epoch through the steps of a model and adds up the losses. Where the batches come from is said by derived classes.</summary>
internal abstract class EpochRunner(Model model, Trainer trainer, StepMode mode)
{
    private double[] _outputTotals = [];
    private string[] _outputKeys = [];
    private double _total;
    private int _seen;

    /// <summary>The batches of an epoch; null while that is not known.</summary>
    public abstract int? BatchCount { get; }

    /// <summary>The batches run in this epoch so far.</summary>
    public int BatchesSeen { get; private set; }

    protected StepMode Mode => mode;

    protected Trainer Trainer => trainer;

    protected Optimizer Optimizer => trainer.Compilation.Optimizer;

    /// <summary>Forgets losses and metrics of an earlier epoch.</summary>
    public virtual void Begin(int epoch)
    {
        (_total, _seen, BatchesSeen) = (0, 0, 0);
        Array.Clear(_outputTotals);
        trainer.ResetMetrics();
    }

    /// <summary>Whether there is a batch with this number in the epoch. Waits for it, if it has to be read first.</summary>
    public abstract bool Has(int batch, int epoch);

    /// <summary>Runs one batch.</summary>
    /// <exception cref="NumericException">The step made NaN or infinity; nothing was changed.</exception>
    public abstract void Run(int batch, int epoch);

    /// <summary>The mean losses and the metrics so far.</summary>
    public Logs Logs()
    {
        var logs = new Logs { ["loss"] = _seen == 0 ? 0 : _total / _seen };
        for (int i = 0; i < _outputTotals.Length; i++) logs[_outputKeys[i]] = _seen == 0 ? 0 : _outputTotals[i] / BatchesSeen;
        foreach (WatchedMetric watched in trainer.Compilation.Watched ?? []) logs[watched.Key] = watched.Metric.Value;
        return logs;
    }

    /// <summary>Marks the loss of this epoch as no number.</summary>
    public void Fail() => (_total, _seen) = (double.NaN, Math.Max(1, _seen));

    /// <summary>Makes ready for the losses of a step.</summary>
    protected void Expect(TrainingStep step)
    {
        if (_outputTotals.Length == step.OutputLossCount) return;
        _outputTotals = new double[step.OutputLossCount];
        _outputKeys = [.. model.OutputNames.Where((_, output) => trainer.Compilation.LossOf(output) is not null).Select(name => name + "_loss")];
    }

    /// <summary>Runs a step on some samples: a feed, a run and an addition; nothing is allocated, nothing looked up.</summary>
    protected void Run(TrainingStep step, Batches batches, int start, int size, int batch, int epoch)
    {
        batches.Load(step, start, size);
        bool isFinite = step.Plan.Run();
        if (!isFinite && !Optimizer.Skip()) throw NonFinite.Explain(step, batches, start, epoch, batch);
        if (isFinite && mode == StepMode.Train) Optimizer.FinishStep();
        _total += step.Loss * size;
        _seen += size;
        BatchesSeen++;
        // The losses of single outputs count every batch alike, as Keras' do where the length of a batch is not fixed.
        for (int i = 0; i < _outputTotals.Length; i++) _outputTotals[i] += step.OutputLoss(i);
    }
}
