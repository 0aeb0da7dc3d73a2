using Backprop.Formats;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// Writes event files that TensorBoard shows (<c>tensorboard --logdir logs</c>): loss and metrics of each epoch and the learning rate, for training in the folder "train" and for
/// validation in "validation"; on request the numbers of single steps and histograms of the weights; the model as a graph. Source: keras/src/callbacks/tensorboard.py.
/// </summary>
public sealed class TensorBoard : Callback
{
    private const int Buckets = 30;

    private readonly string _folder;
    private readonly int _histogramFreq;
    private readonly bool _writeGraph;
    private readonly bool _writeStepsPerSecond;
    private readonly EveryFewSteps? _every;
    private readonly TimeProvider _clock;
    private EventFile? _train;
    private EventFile? _validation;
    private long _steps;
    private long _stepsBefore;
    private long _epochStart;
    private bool _hasGraph;

    /// <summary>Describes what is written, and where.</summary>
    /// <param name="logDir">The folder. Default "logs".</param>
    /// <param name="histogramFreq">Every how many epochs histograms of the weights are written; 0 for never. Default 0.</param>
    /// <param name="writeGraph">Whether the model is written as a graph. Default true.</param>
    /// <param name="writeStepsPerSecond">Whether the steps per second of each epoch are written. Default false.</param>
    /// <param name="updateFreq">Every how many steps the numbers of the epoch so far are written, 1 for each ("batch" in Keras). Default null: only those of whole epochs ("epoch").</param>
    /// <param name="clock">The clock. Default the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public TensorBoard(string logDir = "logs", int histogramFreq = 0, bool writeGraph = true, bool writeStepsPerSecond = false, int? updateFreq = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(logDir);
        ArgumentOutOfRangeException.ThrowIfNegative(histogramFreq);
        _every = updateFreq is { } steps ? new EveryFewSteps(steps) : null;
        (_folder, _histogramFreq, _writeGraph, _writeStepsPerSecond, _clock) = (logDir, histogramFreq, writeGraph, writeStepsPerSecond, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override bool WatchesBatches => _every is not null || _writeStepsPerSecond;

    private EventFile Train => _train ??= new EventFile(Path.Combine(_folder, "train"), _clock);

    private EventFile Validation => _validation ??= new EventFile(Path.Combine(_folder, "validation"), _clock);

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_steps, _hasGraph) = (0, false);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => (_stepsBefore, _epochStart) = (_steps, _clock.GetTimestamp());

    /// <inheritdoc/>
    public override void OnBatchEnd(int batch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        _steps++;
        if (_every?.IsDue() != true) return;
        foreach ((string name, double value) in logs) Train.Scalar("batch_" + name, value, _steps);
    }

    /// <inheritdoc/>
    public override void OnTestEnd(Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        foreach ((string name, double value) in logs) Validation.Scalar($"evaluation_{name}_vs_iterations", value, (long)Model.Optimizer.Iterations.Value.At(0));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        WriteGraph();
        foreach ((string name, double value) in logs)
        {
            bool isValidation = name.StartsWith("val_", StringComparison.Ordinal);
            (isValidation ? Validation : Train).Scalar("epoch_" + (isValidation ? name[4..] : name), value, epoch);
        }

        Train.Scalar("epoch_learning_rate", Model.Optimizer.LearningRate, epoch);
        if (_writeStepsPerSecond) Train.Scalar("epoch_steps_per_second", (_steps - _stepsBefore) / Math.Max(1e-9, _clock.GetElapsedTime(_epochStart).TotalSeconds), epoch);
        if (_histogramFreq == 0 || epoch % _histogramFreq != 0) return;
        foreach (Weight weight in Model.Weights) Train.Histogram(weight.Path + "/histogram", Histogram(weight.Variable.Value), epoch);
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs? logs)
    {
        _train?.Dispose();
        _validation?.Dispose();
        (_train, _validation) = (null, null);
    }

    /// <summary>The model is written after the first epoch, when every model has its layers.</summary>
    private void WriteGraph()
    {
        if (!_writeGraph || _hasGraph || Model.Graph is not { } graph) return;
        _hasGraph = true;
        if (Model.IsComposed && Description() is { } json) Train.KerasModel("keras", json);
        // A layer that is called several times is several nodes.
        var names = new Dictionary<LayerCall, string>();
        foreach (LayerCall call in graph.Calls)
        {
            int before = names.Keys.Count(other => other.Layer == call.Layer);
            names[call] = before == 0 ? call.Layer.Name : $"{call.Layer.Name}_call_{before}";
        }

        Train.Graph(graph.Calls.Select(call => (names[call], call.Layer.KerasClass, call.Inputs.Where(input => names.ContainsKey(input.Call)).Select(input => names[input.Call]))));
    }

    /// <summary>What Keras would write of the model; null when a part of it cannot be written, which is no reason to end a training.</summary>
    private string? Description()
    {
        try
        {
            return BareNumbers.Write(Model.ToJson());
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Equally wide buckets from the smallest number to the largest: where each begins, where it ends, and how many numbers lie in it.</summary>
    private static double[] Histogram(Tensor weight)
    {
        double[] numbers = [.. weight.ToArray<double>().Where(double.IsFinite)];
        if (numbers.Length == 0) return [];
        double least = numbers.Min(), most = numbers.Max();
        if (least == most) return [least - 0.5, least + 0.5, numbers.Length];
        double width = (most - least) / Buckets;
        var rows = new double[Buckets * 3];
        for (int i = 0; i < Buckets; i++) (rows[3 * i], rows[(3 * i) + 1]) = (least + (i * width), i == Buckets - 1 ? most : least + ((i + 1) * width));
        foreach (double number in numbers) rows[(3 * Math.Min(Buckets - 1, (int)((number - least) / width))) + 2]++;
        return rows;
    }
}
