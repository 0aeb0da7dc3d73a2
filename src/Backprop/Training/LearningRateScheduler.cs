namespace Backprop.Training;

/// <summary>Sets the learning rate at the start of each epoch; the history then has a "learning_rate". Source: keras/src/callbacks/learning_rate_scheduler.py.</summary>
public sealed class LearningRateScheduler : Callback
{
    private readonly Func<int, double, double> _schedule;

    /// <summary>A rate that follows the epoch.</summary>
    /// <param name="schedule">The rate for an epoch, counted from 0.</param>
    public LearningRateScheduler(Func<int, double> schedule)
        : this((epoch, _) => schedule(epoch)) => ArgumentNullException.ThrowIfNull(schedule);

    /// <summary>A rate that follows the epoch and the present rate.</summary>
    /// <param name="schedule">The rate for an epoch, counted from 0, and the rate so far.</param>
    public LearningRateScheduler(Func<int, double, double> schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        _schedule = schedule;
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => Model.Optimizer.LearningRate = _schedule(epoch, Model.Optimizer.LearningRate);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        logs["learning_rate"] = Model.Optimizer.LearningRate;
    }
}
