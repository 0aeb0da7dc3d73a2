using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Which way a watched number improves.</summary>
public enum MonitorMode
{
    /// <summary>A loss falls; a metric says itself.</summary>
    Auto,

    /// <summary>Smaller is better.</summary>
    Min,

    /// <summary>Larger is better.</summary>
    Max,
}

/// <summary>
/// Ends the training when a number has not improved for some epochs, and can bring back the best weights: then also when training ended by itself.
/// Source: keras/src/callbacks/early_stopping.py.
/// </summary>
/// <param name="monitor">The number's name in the logs. Default "val_loss".</param>
/// <param name="minDelta">The smallest change that counts as an improvement. Default 0.</param>
/// <param name="patience">The epochs without improvement after which training ends. Default 0.</param>
/// <param name="mode">Which way the number improves. Default by its name.</param>
/// <param name="baseline">A value that must be beaten within the patience. Default none.</param>
/// <param name="restoreBestWeights">Whether the weights of the best epoch are put back at the end. Default false.</param>
/// <param name="startFromEpoch">The first epoch, counted from 0, that is looked at. Default 0.</param>
public sealed class EarlyStopping(
    string monitor = "val_loss",
    double minDelta = 0,
    int patience = 0,
    MonitorMode mode = MonitorMode.Auto,
    double? baseline = null,
    bool restoreBestWeights = false,
    int startFromEpoch = 0) : Callback
{
    private readonly Monitor _monitor = new(nameof(EarlyStopping), monitor, mode);
    private readonly double _minDelta = Math.Abs(minDelta);
    private IReadOnlyList<Tensor>? _bestWeights;
    private bool _isUp;
    private int _wait;

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; private set; }

    /// <summary>The epoch of the best value, counted from 0.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The epoch after which training was ended, counted from 0; null when it was not.</summary>
    public int? StoppedEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_wait, _bestWeights, Best, BestEpoch, StoppedEpoch) = (0, null, null, 0, null);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (epoch < startFromEpoch) return;
        if (_monitor.Read(logs) is not { } current) return;

        _isUp = _monitor.IsUp(Model);
        if (restoreBestWeights && _bestWeights is null) (_bestWeights, BestEpoch) = (Model.GetWeights(), epoch);
        _wait++;
        if (Improves(current, Best))
        {
            (Best, BestEpoch) = (current, epoch);
            if (restoreBestWeights) _bestWeights = Model.GetWeights();
            if (Improves(current, baseline)) _wait = 0;
            return;
        }

        if (_wait < patience || epoch == 0) return;
        StoppedEpoch = epoch;
        Model.StopTraining = true;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs? logs)
    {
        if (_bestWeights is not null) Model.SetWeights(_bestWeights);
    }

    private bool Improves(double value, double? reference) => Monitor.Improves(_isUp, value, reference, _minDelta);
}
