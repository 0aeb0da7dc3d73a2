using System.Globalization;
using System.Text.RegularExpressions;

namespace Backprop.Training;

/// <summary>
/// Saves the model, or its weights, after each epoch or every few steps, or only when a number has improved. A file appears whole or not at all.
/// Source: keras/src/callbacks/model_checkpoint.py.
/// </summary>
public sealed partial class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly Monitor _monitor;
    private readonly bool _saveBestOnly;
    private readonly bool _saveWeightsOnly;
    private readonly EveryFewSteps? _every;
    private int _epoch;

    /// <summary>Describes what is saved, and where.</summary>
    /// <param name="path">The file: .keras for the model, .weights.h5 for its weights. {epoch:02d} stands for the epoch and {batch} for the step in it, counted from 1, and {val_loss:.2f} for a number in the logs.</param>
    /// <param name="monitor">The number that <paramref name="saveBestOnly"/> looks at. Default "val_loss".</param>
    /// <param name="saveBestOnly">Whether only a better model is saved. Default false.</param>
    /// <param name="saveWeightsOnly">Whether the weights alone are saved. Default false.</param>
    /// <param name="mode">Which way the number improves. Default by its name.</param>
    /// <param name="saveFreq">After how many steps it is saved, counted on from epoch to epoch. Default null: after each epoch.</param>
    /// <param name="initialValueThreshold">A value that the first model to be saved must beat. Default none.</param>
    /// <exception cref="ArgumentException">The name of the file does not say what it holds.</exception>
    public ModelCheckpoint(string path, string monitor = "val_loss", bool saveBestOnly = false, bool saveWeightsOnly = false, MonitorMode mode = MonitorMode.Auto, int? saveFreq = null, double? initialValueThreshold = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string ending = saveWeightsOnly ? ".weights.h5" : ".keras";
        if (!path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"A checkpoint of {(saveWeightsOnly ? "weights" : "a model")} is written to a file whose name ends in {ending}, not \"{path}\".", nameof(path));
        _monitor = new Monitor(nameof(ModelCheckpoint), monitor, mode);
        _every = saveFreq is { } steps ? new EveryFewSteps(steps) : null;
        (_path, _saveBestOnly, _saveWeightsOnly, Best) = (path, saveBestOnly, saveWeightsOnly, initialValueThreshold);
    }

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; private set; }

    /// <inheritdoc/>
    public override bool WatchesBatches => _every is not null;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => _epoch = epoch;

    /// <inheritdoc/>
    public override void OnBatchEnd(int batch, Logs logs)
    {
        if (_every?.IsDue() == true) Save(batch, logs);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (_every is null) Save(null, logs);
    }

    private void Save(int? batch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (_saveBestOnly)
        {
            if (_monitor.Read(logs) is not { } current || !Monitor.Improves(_monitor.IsUp(Model), current, Best)) return;
            Best = current;
        }

        string path = Fill(batch, logs);
        if (_saveWeightsOnly) Model.SaveWeights(path);
        else Model.Save(path);
    }

    /// <summary>The path with numbers in the places of names: Python's formats "02d" and ".4f".</summary>
    private string Fill(int? batch, Logs logs) => Place().Replace(_path, match =>
    {
        string name = match.Groups["name"].Value, digits = match.Groups["digits"].Value;
        double value = name == "epoch" ? _epoch + 1 : name == "batch" && batch is { } step ? step + 1 : logs.TryGetValue(name, out double found) ? found : throw new ArgumentException($"The path of the checkpoint names \"{name}\", which is not in the logs. There are epoch, {string.Join(", ", logs.Keys)}.");
        if (match.Groups["kind"].Value == "d") return ((long)value).ToString(digits.Length == 0 ? "D" : "D" + int.Parse(digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return value.ToString(match.Groups["decimals"].Success ? "F" + match.Groups["decimals"].Value : "R", CultureInfo.InvariantCulture);
    });

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<digits>\d*)(\.(?<decimals>\d+))?(?<kind>[df])?)?\}")]
    private static partial Regex Place();
}
