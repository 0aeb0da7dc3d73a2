using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>Keeps the numbers of each epoch, so that they are there also when the training was stopped, and tells somebody about them.</summary>
internal sealed class EpochRecorder(ITrainingWatcher watcher) : Callback
{
    private readonly List<Logs> _epochs = [];

    /// <summary>The numbers of each finished epoch.</summary>
    public IReadOnlyList<Logs> Epochs => _epochs;

    public override void OnEpochEnd(int epoch, Logs logs)
    {
        _epochs.Add(logs);
        watcher.EpochEnded(epoch + 1, Training.Epochs, logs);
    }
}
