using System.Diagnostics;

namespace Backprop.Training;

/// <summary>What Fit was asked for.</summary>
internal sealed record FitOptions(int Epochs, int InitialEpoch, int ValidationFreq, IProgress<TrainingProgress>? Progress, CancellationToken Cancellation);

/// <summary>The epochs of a training, in Keras' order: reset, batches, validation, callbacks.</summary>
internal sealed class FitLoop(Model model, EpochRunner training, Func<EpochRunner>? validation, IReadOnlyList<Callback> callbacks, FitOptions options)
{
    private static readonly long s_reportEvery = Stopwatch.Frequency / 20;

    private readonly History _history = new();
    private readonly TrainingScope? _scope = TrainingScope.Current;
    private readonly IProgress<TrainingProgress>? _progress = options.Progress ?? TrainingScope.Current?.Progress;
    private readonly bool _watchesBatches = callbacks.Any(callback => callback.WatchesBatches);

    public History Run()
    {
        EpochRunner? testing = null;
        var plan = new TrainingPlan(options.Epochs, training.BatchCount ?? 0);
        foreach (Callback callback in callbacks) (callback.Model, callback.Training) = (model, plan);
        model.StopTraining = false;
        model.ResumeEpoch = null;
        foreach (Callback callback in callbacks) callback.OnTrainBegin();
        Logs? logs = null;
        _scope?.Enter();
        try
        {
            for (int epoch = model.ResumeEpoch ?? options.InitialEpoch; epoch < options.Epochs && !model.StopTraining; epoch++)
            {
                foreach (Callback callback in callbacks) callback.OnEpochBegin(epoch);
                RunEpoch(epoch);
                if (training.BatchesSeen == 0 && !model.StopTraining) break;
                logs = training.Logs();
                if (validation is not null && (epoch + 1) % options.ValidationFreq == 0)
                {
                    testing ??= validation();
                    foreach ((string key, double value) in Evaluate(testing, epoch, callbacks, options.Cancellation)) logs["val_" + key] = value;
                }

                if (plan.Batches != training.BatchesSeen && plan.Batches == 0)
                {
                    plan = plan with { Batches = training.BatchesSeen };
                    foreach (Callback callback in callbacks) callback.Training = plan;
                }

                foreach (Callback callback in callbacks) callback.OnEpochEnd(epoch, logs);
                _history.Add(epoch, logs);
                _progress?.Report(new TrainingProgress(epoch + 1, options.Epochs, training.BatchesSeen, plan.Batches, logs));
            }

            if (options.Epochs > options.InitialEpoch) model.Optimizer.FinishTraining();
        }
        finally
        {
            _scope?.Leave();
            foreach (Callback callback in callbacks) callback.OnTrainEnd(logs);
        }

        return _history;
    }

    /// <summary>Runs all batches in inference mode.</summary>
    public static Logs Evaluate(EpochRunner testing, int epoch, IReadOnlyList<Callback> callbacks, CancellationToken cancellation)
    {
        foreach (Callback callback in callbacks) callback.OnTestBegin();
        testing.Begin(epoch);
        TrainingScope? scope = TrainingScope.Current;
        for (int batch = 0; testing.Has(batch, epoch); batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            scope?.Cancellation.ThrowIfCancellationRequested();
            testing.Run(batch, epoch);
        }

        Logs logs = testing.Logs();
        foreach (Callback callback in callbacks) callback.OnTestEnd(logs);
        return logs;
    }

    private void RunEpoch(int epoch)
    {
        try
        {
            RunBatches(epoch);
        }
        catch (NumericException failure)
        {
            bool isHandled = false;
            foreach (Callback callback in callbacks) isHandled |= callback.OnNumericFailure(training.BatchesSeen, failure);
            if (!isHandled) throw;
            training.Fail();
            model.StopTraining = true;
        }
    }

    private void RunBatches(int epoch)
    {
        training.Begin(epoch);
        if (!_watchesBatches && _progress is null)
        {
            for (int batch = 0; !model.StopTraining && training.Has(batch, epoch); batch++)
            {
                ThrowIfCancelled();
                training.Run(batch, epoch);
            }

            return;
        }

        long reported = Stopwatch.GetTimestamp();
        for (int batch = 0; !model.StopTraining && training.Has(batch, epoch); batch++)
        {
            ThrowIfCancelled();
            foreach (Callback callback in callbacks)
            {
                if (callback.WatchesBatches) callback.OnBatchBegin(batch);
            }

            training.Run(batch, epoch);
            foreach (Callback callback in callbacks)
            {
                if (callback.WatchesBatches) callback.OnBatchEnd(batch, training.Logs());
            }

            if (_progress is null || Stopwatch.GetTimestamp() - reported < s_reportEvery) continue;
            reported = Stopwatch.GetTimestamp();
            _progress.Report(new TrainingProgress(epoch + 1, options.Epochs, batch + 1, training.BatchCount ?? 0, training.Logs()));
        }
    }

    private void ThrowIfCancelled()
    {
        options.Cancellation.ThrowIfCancellationRequested();
        _scope?.Cancellation.ThrowIfCancellationRequested();
    }
}
