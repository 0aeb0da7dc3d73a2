using Backprop.Cli.Training;
using Backprop.Training;

namespace Backprop.Cli.Output;

/// <summary>Shows nothing: standard output belongs to the JSON document.</summary>
internal sealed class SilentWatcher : ITrainingWatcher
{
    public void Watch(string title, Action work) => work();

    public void Progressed(TrainingProgress progress)
    {
    }

    public void EpochEnded(int epoch, int epochs, Logs logs)
    {
    }
}
