using Backprop.Cli.Training;
using Backprop.Training;
using Spectre.Console;

namespace Backprop.Cli.Output;

/// <summary>A bar that fills, with the numbers of the epoch beside it.</summary>
internal sealed class LiveWatcher : ITrainingWatcher
{
    private ProgressTask? _task;
    private string _title = "";

    public void Watch(string title, Action work)
    {
        _title = title.Length == 0 ? "" : title + "  ";
        Terminal.Console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = Terminal.Width < 100 ? 20 : 36 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                _task = context.AddTask(Markup.Escape(_title + "getting ready"));
                work();
                _task.StopTask();
            });
    }

    public void Progressed(TrainingProgress progress) => Show(progress.Epoch - 1 + (double)progress.Batch / progress.Batches, progress.Epoch, progress.Epochs, progress.Logs);

    public void EpochEnded(int epoch, int epochs, Logs logs) => Show(epoch, epoch, epochs, logs);

    private void Show(double done, int epoch, int epochs, Logs logs)
    {
        if (_task is null) return;
        _task.MaxValue = epochs;
        _task.Value = done;
        _task.Description = Markup.Escape($"{_title}epoch {epoch}/{epochs}  {Numbers.Line(logs)}");
    }
}
