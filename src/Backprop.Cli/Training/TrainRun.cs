using System.Diagnostics;
using Backprop.Kernels;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>Trains a model on samples and measures it, once or in cross-validation.</summary>
internal sealed class TrainRun(Samples samples, TrainSettings settings, ITrainingWatcher watcher, CancellationToken cancellation)
{
    private readonly TaskChoice _task = TaskChoice.Of(samples, settings);
    private readonly Plan _plan = Plan.Of(samples, settings);

    /// <summary>What will be trained, said before it begins.</summary>
    public TaskChoice Task => _task;

    public Plan Plan => _plan;

    /// <summary>What the user should know, found out before the training.</summary>
    public List<string> Notes { get; } = [.. samples.Notes, .. Warnings(samples, settings)];

    /// <summary>Trains once, or <see cref="TrainSettings.CrossValidation"/> times.</summary>
    /// <exception cref="NumericException">A step made NaN or infinity.</exception>
    public TrainResult Run()
    {
        if (settings.Threads is { } threads) Workers.Count = threads;
        return settings.CrossValidation is { } parts ? CrossValidate(parts) : Once();
    }

    private TrainResult Once()
    {
        (Samples training, Samples? test) = Split.InTwo(samples, settings.TestSplit, settings.Seed, out string? note);
        if (note is not null) Notes.Add(note);
        Model model = Network.Prepare(training, _task, settings, _plan);
        var recorder = new EpochRecorder(watcher);
        (bool isInterrupted, TimeSpan time) = Fit(model, training, recorder, "");
        Samples measured = test ?? training;
        bool isFinished = !isInterrupted && !cancellation.IsCancellationRequested;
        return new TrainResult
        {
            Samples = samples,
            Task = _task,
            Plan = _plan,
            Settings = settings,
            Model = model,
            Rows = (training.Count, test?.Count ?? 0),
            Epochs = recorder.Epochs,
            Measured = isFinished ? model.Evaluate(measured.X, _task.Targets(measured), batchSize: 256) : null,
            Confusion = isFinished && samples.Classes is not null ? ConfusionMatrix.Of(model, measured, cancellation) : null,
            Time = time,
            IsInterrupted = !isFinished,
            Notes = Notes,
        };
    }

    private TrainResult CrossValidate(int parts)
    {
        Samples all = samples with { Test = null };
        var folds = new List<Logs>();
        ConfusionMatrix? confusion = samples.Classes is null ? null : new ConfusionMatrix(samples.Classes);
        Model? model = null;
        var recorder = new EpochRecorder(watcher);
        TimeSpan time = TimeSpan.Zero;
        bool isInterrupted = false;
        (int training, int test) rows = (0, 0);
        foreach ((Samples training, Samples test) in Split.InParts(all, parts, settings.Seed))
        {
            model = Network.Create(training, _task, settings, _plan);
            recorder = new EpochRecorder(watcher);
            rows = (training.Count, test.Count);
            (isInterrupted, TimeSpan took) = Fit(model, training, recorder, $"fold {folds.Count + 1} of {parts}");
            time += took;
            if (isInterrupted) break;
            folds.Add(model.Evaluate(test.X, _task.Targets(test), batchSize: 256));
            confusion?.Add(model, test, CancellationToken.None);
        }

        return new TrainResult
        {
            Samples = samples,
            Task = _task,
            Plan = _plan,
            Settings = settings,
            Model = model!,
            Rows = rows,
            Epochs = recorder.Epochs,
            Confusion = isInterrupted ? null : confusion,
            Folds = folds,
            Time = time,
            IsInterrupted = isInterrupted,
            Notes = Notes,
        };
    }

    private (bool IsInterrupted, TimeSpan Time) Fit(Model model, Samples training, EpochRecorder recorder, string title)
    {
        bool isInterrupted = false;
        var clock = Stopwatch.StartNew();
        Tensor targets = _task.Targets(training);
        watcher.Watch(title, () =>
        {
            try
            {
                model.Fit(training.X, targets, _plan.BatchSize, _plan.Epochs, settings.Shuffle, callbacks: [recorder], progress: new Teller(watcher), cancellationToken: cancellation);
            }
            catch (OperationCanceledException)
            {
                isInterrupted = true;
            }
        });
        return (isInterrupted, clock.Elapsed);
    }

    private static IEnumerable<string> Warnings(Samples samples, TrainSettings settings)
    {
        if (settings.LearningRate == 0) yield return "The learning rate is 0: no weight will change.";
        if (!settings.DTypeIsGiven && !samples.IsImages) yield return "Numbers are float32, good to about 7 digits; --dtype float64 computes with 16.";
    }

    /// <summary>Passes progress on at once, on the thread that trains.</summary>
    private sealed class Teller(ITrainingWatcher watcher) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watcher.Progressed(value);
    }
}
