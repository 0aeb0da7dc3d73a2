using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>Shows how far a training is.</summary>
internal interface ITrainingWatcher
{
    /// <summary>Runs a training with the display around it.</summary>
    /// <param name="title">What is trained, such as "fold 3 of 10"; empty for the only one.</param>
    /// <param name="work">The training.</param>
    void Watch(string title, Action work);

    /// <summary>Called within an epoch, a few times a second.</summary>
    void Progressed(TrainingProgress progress);

    /// <summary>Called after each epoch, counted from 1.</summary>
    void EpochEnded(int epoch, int epochs, Logs logs);
}
