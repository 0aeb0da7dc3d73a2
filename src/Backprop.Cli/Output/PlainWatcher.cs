using Backprop.Cli.Training;
using Backprop.Training;

namespace Backprop.Cli.Output;

/// <summary>One line per epoch; in cross-validation one line per fold.</summary>
internal sealed class PlainWatcher : ITrainingWatcher
{
    private string _title = "";

    public void Watch(string title, Action work)
    {
        _title = title;
        work();
    }

    public void Progressed(TrainingProgress progress)
    {
    }

    public void EpochEnded(int epoch, int epochs, Logs logs)
    {
        if (_title.Length == 0) Terminal.Line($"epoch {epoch}/{epochs}: {Numbers.Line(logs)}");
        else if (epoch == epochs) Terminal.Line($"{_title}: {Numbers.Line(logs)} in training");
    }
}
