using System.Diagnostics;
using Backprop.Kernels;
using Backprop.Initializers;

namespace Backprop.Training;

/// <summary>What Fit was asked for.</summary>
internal sealed record FitOptions(int BatchSize, int Epochs, bool Shuffle, int InitialEpoch, int ValidationFreq, int ValidationBatchSize, IProgress<TrainingProgress>? Progress, CancellationToken Cancellation);

/// <summary>The epochs of a training, in Keras' order: reset, batches, validation, callbacks.</summary>
internal sealed class FitLoop(Model model, Trainer trainer, TrainingData data, TrainingData? validation, IReadOnlyList<Callback> callbacks, FitOptions options)
{
    private static readonly long s_reportEvery = Stopwatch.Frequency / 20;

    private readonly History _history = new();
    private readonly bool _watchesBatches = callbacks.Any(callback => callback.WatchesBatches);

    public History Run()
    {
        var training = new EpochRunner(model, trainer, StepMode.Train, data, options.BatchSize);
        EpochRunner? testing = null;
        var plan = new TrainingPlan(options.Epochs, training.Batches.BatchCount);
        foreach (Callback callback in callbacks) (callback.Model, callback.Training) = (model, plan);
        model.StopTraining = false;
        foreach (Callback callback in callbacks) callback.OnTrainBegin();
        Logs? logs = null;
        try
        {
            for (int epoch = options.InitialEpoch; epoch < options.Epochs && !model.StopTraining; epoch++)
            {
                foreach (Callback callback in callbacks) callback.OnEpochBegin(epoch);
                if (options.Shuffle) training.Batches.SetOrder(Permutation(epoch));
                RunBatches(training, epoch);
                logs = training.Logs();
                if (validation is not null && (epoch + 1) % options.ValidationFreq == 0)
                {
                    testing ??= new EpochRunner(model, trainer, StepMode.Test, validation, options.ValidationBatchSize);
                    testing.Reset();
                    for (int batch = 0; batch < testing.Batches.BatchCount; batch++)
                    {
                        options.Cancellation.ThrowIfCancellationRequested();
                        testing.Run(batch, epoch);
                    }

                    foreach ((string key, double value) in testing.Logs("val_")) logs[key] = value;
                }

                foreach (Callback callback in callbacks) callback.OnEpochEnd(epoch, logs);
                _history.Add(epoch, logs);
                options.Progress?.Report(new TrainingProgress(epoch + 1, options.Epochs, plan.Batches, plan.Batches, logs));
            }

            if (options.Epochs > options.InitialEpoch) model.Optimizer.FinishTraining();
        }
        finally
        {
            foreach (Callback callback in callbacks) callback.OnTrainEnd(logs);
        }

        return _history;
    }

    private void RunBatches(EpochRunner runner, int epoch)
    {
        runner.Reset();
        int count = runner.Batches.BatchCount;
        if (!_watchesBatches && options.Progress is null)
        {
            for (int batch = 0; batch < count && !model.StopTraining; batch++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                runner.Run(batch, epoch);
            }

            return;
        }

        long reported = Stopwatch.GetTimestamp();
        for (int batch = 0; batch < count && !model.StopTraining; batch++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            foreach (Callback callback in callbacks)
            {
                if (callback.WatchesBatches) callback.OnBatchBegin(batch);
            }

            runner.Run(batch, epoch);
            foreach (Callback callback in callbacks)
            {
                if (callback.WatchesBatches) callback.OnBatchEnd(batch, runner.Logs());
            }

            if (options.Progress is null || Stopwatch.GetTimestamp() - reported < s_reportEvery) continue;
            reported = Stopwatch.GetTimestamp();
            options.Progress.Report(new TrainingProgress(epoch + 1, options.Epochs, batch + 1, count, runner.Logs()));
        }
    }

    /// <summary>The order of the samples in an epoch: a function of seed and epoch, so that a training continued later goes on as if it had not stopped.</summary>
    private int[] Permutation(int epoch)
    {
        var order = new int[data.Count];
        RandomNumbers.Permutation(new RandomKey(unchecked((ulong)model.Seed), (uint)RandomPurpose.Shuffle, 0, 0, (ulong)epoch), order);
        return order;
    }
}
