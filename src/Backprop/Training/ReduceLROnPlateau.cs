namespace Backprop.Training;

/// <summary>
/// Makes the learning rate smaller when a number has not improved for some epochs; the history then has a "learning_rate".
/// Source: keras/src/callbacks/reduce_lr_on_plateau.py.
/// </summary>
public sealed class ReduceLROnPlateau : Callback
{
    private readonly Monitor _monitor;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _minDelta;
    private readonly int _cooldown;
    private readonly double _minLr;
    private double? _best;
    private int _wait;
    private int _cooling;

    /// <summary>Describes when and how far the rate falls.</summary>
    /// <param name="monitor">The number's name in the logs. Default "val_loss".</param>
    /// <param name="factor">What the rate is multiplied by, below 1. Default 0.1.</param>
    /// <param name="patience">The epochs without improvement after which it falls. Default 10.</param>
    /// <param name="mode">Which way the number improves. Default by its name.</param>
    /// <param name="minDelta">The smallest change that counts as an improvement. Default 10⁻⁴.</param>
    /// <param name="cooldown">The epochs after a reduction that are not counted. Default 0.</param>
    /// <param name="minLr">The smallest rate. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not below 1, or a count is negative.</exception>
    public ReduceLROnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10, MonitorMode mode = MonitorMode.Auto, double minDelta = 1e-4, int cooldown = 0, double minLr = 0)
    {
        if (!(factor is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(factor), $"The rate is made smaller by a factor from 0 to less than 1, not {factor}.");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _monitor = new Monitor(nameof(ReduceLROnPlateau), monitor, mode);
        (_factor, _patience, _minDelta, _cooldown, _minLr) = (factor, patience, minDelta, cooldown, minLr);
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_best, _wait, _cooling) = (null, 0, 0);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        logs["learning_rate"] = Model.Optimizer.LearningRate;
        if (_monitor.Read(logs) is not { } current) return;
        if (_cooling > 0) (_cooling, _wait) = (_cooling - 1, 0);
        if (Monitor.Improves(_monitor.IsUp(Model), current, _best, _minDelta))
        {
            (_best, _wait) = (current, 0);
            return;
        }

        if (_cooling > 0 || ++_wait < _patience) return;
        double rate = Model.Optimizer.LearningRate;
        if (rate > _minLr) Model.Optimizer.LearningRate = Math.Max(rate * _factor, _minLr);
        (_cooling, _wait) = (_cooldown, 0);
    }
}
