using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>What a compiled model keeps for training: the compilation, the steps planned so far, and whether it is being trained.</summary>
internal sealed class Trainer(Model model, Compilation compilation)
{
    private const int MostSteps = 8;

    private readonly List<TrainingStep> _steps = [];
    private readonly Variable _step = Variable.Of("training_step", Tensor.Scalar(0, DType.Int64));
    private int _isBusy;
    private bool _hasWarned;

    public Compilation Compilation => compilation;

    /// <summary>The steps of training done so far: random layers draw other numbers in each.</summary>
    public long StepsDone
    {
        get => (long)_step.Value.At(0);
        set => _step.Assign(Tensor.Scalar(value));
    }

    /// <summary>Takes the model for one training or evaluation at a time.</summary>
    /// <exception cref="InvalidOperationException">It is being trained or evaluated already.</exception>
    public Hold Take() => Interlocked.Exchange(ref _isBusy, 1) == 0 ? new Hold(this)
        : throw new InvalidOperationException($"The model {model.Name} is being trained or evaluated already. Wait until that is done; Predict may be called meanwhile.");

    /// <summary>Says on standard error, once per Compile, that the model cannot learn. Source: <c>train_step</c> of Keras' trainers.</summary>
    public void WarnIfNothingIsTrained()
    {
        if (_hasWarned || model.TrainableWeights.Count > 0) return;
        _hasWarned = true;
        Warning.Write($"The model {model.Name} does not have any trainable weights; training does not change it.");
    }

    /// <summary>Converts data to the model's number types, once, and refuses what cannot be learned from.</summary>
    public TrainingData Prepare(IReadOnlyList<Tensor> x, IReadOnlyList<Tensor> y, IReadOnlyList<Tensor> weights, IReadOnlyDictionary<int, double>? classWeight)
    {
        if (classWeight is not null)
        {
            if (weights.Count > 0) throw new ArgumentException("Give either classWeight or sampleWeight, not both.", nameof(classWeight));
            if (y.Count != 1) throw new ArgumentException($"Class weights need a model with one output; this one has {y.Count} targets.", nameof(classWeight));
            weights = [SampleWeights.FromClasses(y[0], classWeight)];
        }

        DataChecks.SameCount(x, y, weights);
        IReadOnlyList<Tensor> inputs = model.PrepareInputs(x);
        IReadOnlyList<TensorType> outputs = model.Graph is { } graph
            ? [.. graph.Outputs.Select(output => output.Type)]
            : model.InferTypes([.. inputs.Select(input => new TensorType(input.DType, input.Shape.With(0, Shape.Unknown)))]);
        if (y.Count != (compilation.Losses.Count == 0 ? y.Count : outputs.Count)) throw new ArgumentException($"The model {model.Name} has {outputs.Count} outputs; y has {y.Count} tensors.", nameof(y));
        if (compilation.Losses.Count > 1 && compilation.Losses.Count != outputs.Count) throw new ArgumentException($"The model {model.Name} has {outputs.Count} outputs, but was compiled with {compilation.Losses.Count} losses.");
        var targets = new List<Tensor>();
        for (int i = 0; i < y.Count; i++)
        {
            string name = y.Count == 1 ? "y" : $"y[{i}]";
            DataChecks.Finite(y[i], name);
            DType type = outputs[i].DType;
            if (compilation.Losses.Count > 0 && compilation.LossOf(i) is { } loss)
            {
                loss.CheckTargets(y[i], outputs[i].Shape);
                type = loss.TargetType(type);
            }

            targets.Add(y[i].Cast(type));
        }

        foreach (Tensor weight in weights) DataChecks.Finite(weight, "sampleWeight");
        IEnumerable<Tensor> perOutput = weights.Count == 1 && outputs.Count > 1 ? Enumerable.Repeat(weights[0], outputs.Count) : weights;
        return new TrainingData(inputs, targets, [.. perOutput.Select(weight => weight.Cast(model.DType))]);
    }

    /// <summary>The step for batches of a size: one of those planned already, if it fits.</summary>
    public TrainingStep Step(StepMode mode, int batch, TrainingData data)
    {
        int found = _steps.FindIndex(step => step.Fits(mode, batch, data));
        TrainingStep? step = found < 0 ? null : _steps[found];
        if (found >= 0) _steps.RemoveAt(found);
        if (step is null || !step.IsBound())
        {
            Lay();
            step = new StepBuilder(model, compilation, _step).Build(mode, batch, data);
        }

        // The most recently used last; the oldest goes when there are too many.
        _steps.Add(step);
        if (_steps.Count > MostSteps) _steps.RemoveAt(0);
        return step;
    }

    /// <summary>The expressions of a training step on these data as one batch, for explaining it: nothing is planned or changed.</summary>
    public StepExpression Expression(TrainingData data)
    {
        Lay();
        return new StepBuilder(model, compilation, _step).Write(StepMode.Train, data.X[0].Shape[0], data);
    }

    /// <summary>Drops steps and metrics that were made for other layers.</summary>
    public void Forget()
    {
        _steps.Clear();
        compilation.Watched = null;
    }

    /// <summary>Sets all metrics back to their start.</summary>
    public void ResetMetrics()
    {
        foreach (WatchedMetric watched in compilation.Watched ?? []) watched.Metric.Reset();
    }

    /// <summary>Trainable weights side by side, so that the optimizer works on one block.</summary>
    private void Lay()
    {
        IReadOnlyList<Weight> weights = model.TrainableWeights;
        VariableBlock.Lay([.. weights.Select(weight => weight.Variable)]);
        compilation.Optimizer.Build([.. weights.Select(weight => weight.Variable)]);
    }

    /// <summary>Lets go of the model when disposed.</summary>
    internal readonly struct Hold(Trainer trainer) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref trainer._isBusy, 0);
    }
}
