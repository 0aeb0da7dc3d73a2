using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    private Trainer? _trainer;

    /// <summary>Set by a callback to end the training after the current step.</summary>
    public bool StopTraining { get; set; }

    /// <summary>The epoch, counted from 0, with which a callback lets a training begin that goes on after an interruption.</summary>
    internal int? ResumeEpoch { get; set; }

    /// <summary>The steps of training done so far.</summary>
    internal long StepsDone
    {
        get => Compiled.StepsDone;
        set => Compiled.StepsDone = value;
    }

    /// <summary>The optimizer given to Compile.</summary>
    /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
    public Optimizer Optimizer => Compiled.Compilation.Optimizer;

    /// <summary>Whether Compile was called.</summary>
    public bool IsCompiled => _trainer is not null;

    /// <summary>Says how the model is to be trained. Losses, optimizers and metrics are given by Keras' names or as objects.</summary>
    /// <param name="optimizer">How weights follow gradients, for example "adam" or <c>new Sgd(0.1)</c>. One object serves one model.</param>
    /// <param name="loss">What is made small; null when layers add their own losses.</param>
    /// <param name="metrics">Numbers to watch, for example <c>["accuracy"]</c>. Default none.</param>
    /// <param name="weightedMetrics">Numbers to watch that take sample weights into account. Default none.</param>
    /// <param name="memoryBudget">Bytes for what a step of training computes in between, the gradients of the weights included; weights, the optimizer's state and the data are not counted. Where it would take more,
    /// values of the forward pass are computed again for the backward pass instead of kept (checkpointing): each once at most, and to the same bits. Default null: all are kept.</param>
    public void Compile(Optimizer optimizer, Loss? loss = null, IReadOnlyList<MetricChoice>? metrics = null, IReadOnlyList<MetricChoice>? weightedMetrics = null, long? memoryBudget = null) =>
        Compile(optimizer, loss is null ? [] : [loss], null, metrics is null ? [] : [metrics], weightedMetrics is null ? [] : [weightedMetrics], memoryBudget);

    /// <summary>Says how a model with several outputs is to be trained.</summary>
    /// <param name="optimizer">How weights follow gradients.</param>
    /// <param name="losses">One loss per output.</param>
    /// <param name="lossWeights">One factor per output. Default 1.</param>
    /// <param name="metrics">For each output, the numbers to watch. Default none.</param>
    /// <param name="weightedMetrics">For each output, the numbers to watch with sample weights. Default none.</param>
    /// <param name="memoryBudget">Bytes for what a step of training computes in between; see <see cref="Compile(Optimizer, Loss?, IReadOnlyList{MetricChoice}?, IReadOnlyList{MetricChoice}?, long?)"/>. Default null: no bound.</param>
    /// <exception cref="ArgumentException">There are not as many loss weights as losses.</exception>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyList<Loss> losses,
        IReadOnlyList<double>? lossWeights = null,
        IReadOnlyList<IReadOnlyList<MetricChoice>>? metrics = null,
        IReadOnlyList<IReadOnlyList<MetricChoice>>? weightedMetrics = null,
        long? memoryBudget = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(losses);
        if (lossWeights is not null && lossWeights.Count != losses.Count) throw new ArgumentException($"There are {losses.Count} losses and {lossWeights.Count} loss weights; there must be as many.", nameof(lossWeights));
        CompileOutputs(optimizer, losses, lossWeights, metrics ?? [], weightedMetrics ?? [], memoryBudget);
    }

    /// <summary>Says how a model with several outputs is to be trained, by the names of the outputs.</summary>
    /// <param name="optimizer">How weights follow gradients.</param>
    /// <param name="losses">The loss of each output that has one.</param>
    /// <param name="lossWeights">Factors. Default 1.</param>
    /// <param name="metrics">The numbers to watch. Default none.</param>
    /// <param name="weightedMetrics">The numbers to watch with sample weights. Default none.</param>
    /// <param name="memoryBudget">Bytes for what a step of training computes in between; see <see cref="Compile(Optimizer, Loss?, IReadOnlyList{MetricChoice}?, IReadOnlyList{MetricChoice}?, long?)"/>. Default null: no bound.</param>
    /// <exception cref="ArgumentException">There is no output with a name.</exception>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyDictionary<string, Loss> losses,
        IReadOnlyDictionary<string, double>? lossWeights = null,
        IReadOnlyDictionary<string, IReadOnlyList<MetricChoice>>? metrics = null,
        IReadOnlyDictionary<string, IReadOnlyList<MetricChoice>>? weightedMetrics = null,
        long? memoryBudget = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(losses);
        CompileOutputs(
            optimizer,
            ByName<Loss, Loss?>(losses, nameof(losses), loss => loss, null),
            lossWeights is null ? null : ByName(lossWeights, nameof(lossWeights), weight => weight, 1),
            metrics is null ? [] : ByName(metrics, nameof(metrics), list => list, []),
            weightedMetrics is null ? [] : ByName(weightedMetrics, nameof(weightedMetrics), list => list, []),
            memoryBudget);
    }

    /// <summary>Says how the model is to be trained, output by output; an output may have no loss.</summary>
    internal void CompileOutputs(Optimizer optimizer, IReadOnlyList<Loss?> losses, IReadOnlyList<double>? lossWeights, IReadOnlyList<IReadOnlyList<MetricChoice>> metrics, IReadOnlyList<IReadOnlyList<MetricChoice>> weightedMetrics, long? memoryBudget = null)
    {
        if (memoryBudget < 1) throw new ArgumentOutOfRangeException(nameof(memoryBudget), $"A memory budget is a positive number of bytes, not {memoryBudget}.");
        _trainer = new Trainer(this, new Compilation { Optimizer = optimizer, Losses = losses, LossWeights = lossWeights, Metrics = metrics, WeightedMetrics = weightedMetrics, MemoryBudget = memoryBudget });
    }

    private IReadOnlyList<TResult> ByName<T, TResult>(IReadOnlyDictionary<string, T> entries, string argument, Func<T, TResult> map, TResult missing)
    {
        foreach (string name in entries.Keys)
        {
            if (!OutputNames.Contains(name)) throw new ArgumentException($"The model {Name} has no output \"{name}\". Its outputs are {string.Join(", ", OutputNames)}.", argument);
        }

        return [.. OutputNames.Select(name => entries.TryGetValue(name, out T? entry) ? map(entry) : missing)];
    }

    /// <summary>Trains the model. If it has no trainable weights, that is said on standard error, once per Compile.</summary>
    /// <param name="x">The inputs, one row per sample; for several inputs, several tensors.</param>
    /// <param name="y">The targets; for several outputs, several tensors.</param>
    /// <param name="batchSize">How many samples make one step. The last batch of an epoch may be smaller. Default 32.</param>
    /// <param name="epochs">How often the data is gone through, counted from epoch 0 even if <paramref name="initialEpoch"/> is later. Default 1.</param>
    /// <param name="shuffle">Whether the samples are put into a new order before each epoch. Default true.</param>
    /// <param name="validationSplit">The fraction of the samples, the last ones, that is set aside for validation. Default 0.</param>
    /// <param name="validationData">Samples for validation; <paramref name="validationSplit"/> is then ignored. Default none.</param>
    /// <param name="classWeight">Weights by class number; classes not named have 1. Default none.</param>
    /// <param name="sampleWeight">One weight per sample. Default none.</param>
    /// <param name="initialEpoch">The epoch to start with. Default 0.</param>
    /// <param name="validationFreq">Validate every so many epochs. Default 1.</param>
    /// <param name="validationBatchSize">The batch size in validation. Default <paramref name="batchSize"/>.</param>
    /// <param name="callbacks">What to do along the way. Default nothing.</param>
    /// <param name="verbose">0: print nothing; 1: a progress bar; 2: one line per epoch. Default 0.</param>
    /// <param name="progress">Is told how far the training is, at most every 50 ms and after each epoch. Default nobody.</param>
    /// <param name="cancellationToken">Ends the training within a step; the weights keep what was learned.</param>
    /// <returns>Loss and metrics of each epoch.</returns>
    /// <exception cref="ArgumentException">The data does not fit the model, or an argument is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model was not compiled, or is being trained by another thread.</exception>
    /// <exception cref="NumericException">A step made NaN or infinity; the message names the first node, and the weights are those before the step.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public History Fit(
        TensorSet x,
        TensorSet y,
        int batchSize = 32,
        int epochs = 1,
        bool shuffle = true,
        double validationSplit = 0,
        ValidationData? validationData = null,
        IReadOnlyDictionary<int, double>? classWeight = null,
        TensorSet? sampleWeight = null,
        int initialEpoch = 0,
        int validationFreq = 1,
        int? validationBatchSize = null,
        IReadOnlyList<Callback>? callbacks = null,
        int verbose = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        FitChecks.Counts(batchSize, epochs, initialEpoch, validationFreq, validationBatchSize);
        FitChecks.Split(validationSplit);
        using Trainer.Hold hold = Compiled.Take();
        TrainingData data = Compiled.Prepare(x, y, sampleWeight ?? [], classWeight);
        TrainingData? validation = null;
        if (validationData is not null)
        {
            validation = Compiled.Prepare(validationData.X, validationData.Y, validationData.SampleWeight ?? [], null);
        }
        else if (validationSplit > 0)
        {
            int at = FitChecks.SplitAt(data.Count, validationSplit);
            (data, validation) = (data.Slice(..at), data.Slice(at..));
        }

        Compiled.WarnIfNothingIsTrained();
        IReadOnlyList<Callback> all = [.. callbacks ?? [], .. ProgressBar.For(verbose)];
        var training = new TableRunner(this, Compiled, StepMode.Train, data, batchSize, shuffle ? Seed : null);
        Func<EpochRunner>? testing = validation is null ? null : () => new TableRunner(this, Compiled, StepMode.Test, validation, validationBatchSize ?? batchSize);
        return new FitLoop(this, training, testing, all, new FitOptions(epochs, initialEpoch, validationFreq, progress, cancellationToken)).Run();
    }

    /// <summary>Loss and metrics on some data, with layers in inference mode.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">How many samples are computed at a time. Default 32.</param>
    /// <param name="sampleWeight">One weight per sample. Default none.</param>
    /// <param name="callbacks">What to do before and after. Default nothing.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>"loss", then the metrics.</returns>
    /// <inheritdoc cref="TrainOnBatch" path="/exception"/>
    public Logs Evaluate(TensorSet x, TensorSet y, int batchSize = 32, TensorSet? sampleWeight = null, IReadOnlyList<Callback>? callbacks = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        FitChecks.Counts(batchSize, 1, 0, 1, null);
        using Trainer.Hold hold = Compiled.Take();
        foreach (Callback callback in callbacks ?? []) callback.Model = this;
        return RunOnce(StepMode.Test, Compiled.Prepare(x, y, sampleWeight ?? [], null), batchSize, callbacks ?? [], cancellationToken);
    }

    /// <summary>One step of training on all of the given samples. Metrics are those of this batch alone, as in Keras from 3.15.1 on.</summary>
    /// <returns>"loss", then the metrics, before the step.</returns>
    /// <exception cref="ArgumentException">The data does not fit the model, or an argument is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model was not compiled, or is being trained by another thread.</exception>
    /// <exception cref="NumericException">A step made NaN or infinity; the message names the first node, and the weights are those before the step.</exception>
    public Logs TrainOnBatch(TensorSet x, TensorSet y, TensorSet? sampleWeight = null, IReadOnlyDictionary<int, double>? classWeight = null)
    {
        using Trainer.Hold hold = Compiled.Take();
        TrainingData data = Compiled.Prepare(x, y, sampleWeight ?? [], classWeight);
        return RunOnce(StepMode.Train, data, data.Count, [], default);
    }

    /// <summary>Loss and metrics of one batch.</summary>
    /// <returns>"loss", then the metrics.</returns>
    /// <inheritdoc cref="TrainOnBatch" path="/exception"/>
    public Logs TestOnBatch(TensorSet x, TensorSet y, TensorSet? sampleWeight = null)
    {
        using Trainer.Hold hold = Compiled.Take();
        TrainingData data = Compiled.Prepare(x, y, sampleWeight ?? [], null);
        return RunOnce(StepMode.Test, data, data.Count, [], default);
    }

    /// <summary>What Compile was told as Keras writes it; null when it was not called.</summary>
    /// <summary>
    /// How many steps of training were done since the model was compiled. Random layers (dropout, noise) draw their numbers from the model's seed and this count, so whoever puts back the weights and
    /// the optimizer's variables of an earlier step puts back this too, and gets the same numbers.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public long TrainingStep
    {
        get => Compiled.StepsDone;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Compiled.StepsDone = value;
        }
    }

    /// <summary>What the model was compiled with, as Keras writes it into files: optimizer, loss, metrics and their weights; null before Compile was called.</summary>
    public System.Text.Json.Nodes.JsonObject? GetCompileConfig() => CompiledConfig();

    internal System.Text.Json.Nodes.JsonObject? CompiledConfig() => _trainer is null ? null : CompileConfig.Write(this, _trainer.Compilation);

    /// <summary>What a key in the logs means for better or worse.</summary>
    internal MetricDirection DirectionOf(string key)
    {
        string name = key.StartsWith("val_", StringComparison.Ordinal) ? key[4..] : key;
        if (name == "loss" || OutputNames.Any(output => name == output + "_loss")) return MetricDirection.Down;
        return Compiled.Compilation.Watched?.FirstOrDefault(watched => watched.Key == name)?.Metric.Direction ?? MetricDirection.Unknown;
    }

    /// <summary>Inputs in the number types of the model, whose weights then exist.</summary>
    internal IReadOnlyList<Tensor> PrepareInputs(IReadOnlyList<Tensor> x)
    {
        if (InputTypes.Count > 0 && x.Count != InputTypes.Count) throw new ArgumentException($"The model {Name} has {InputTypes.Count} inputs; it was given {x.Count} tensors.", nameof(x));
        for (int i = 0; i < x.Count; i++)
        {
            if (x[i].Rank == 0) throw new ArgumentException($"The model {Name} takes one entry per sample along the first axis; it was given a single number.", nameof(x));
            CheckInput(i, x[i].Shape);
            CheckFinite(x, i);
        }

        Prepare([.. x.Select(tensor => new TensorType(tensor.DType.IsFloat ? DType : tensor.DType, tensor.Shape.With(0, Shape.Unknown)))]);
        var inputs = new Tensor[x.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = x[i].Cast(InputTypes.Count > 0 ? InputTypes[i].DType : x[i].DType.IsFloat ? DType : x[i].DType);
        return inputs;
    }

    private static void CheckFinite(IReadOnlyList<Tensor> x, int index) => DataChecks.Finite(x[index], x.Count == 1 ? "x" : $"x[{index}]");

    /// <summary>Drops what was planned for layers that are no longer the model's.</summary>
    private protected void Forget()
    {
        _trainer?.Forget();
        _predictors.Clear();
    }

    internal Trainer Compiled => _trainer ?? throw new InvalidOperationException($"The model {Name} is not compiled. Call Compile with an optimizer and a loss first.");

    private Logs RunOnce(StepMode mode, TrainingData data, int batchSize, IReadOnlyList<Callback> callbacks, CancellationToken cancellationToken)
    {
        return FitLoop.Evaluate(new TableRunner(this, Compiled, mode, data, batchSize), 0, callbacks, cancellationToken);
    }

    /// <summary>The expressions of a training step on samples as one batch; a single sample may come without its batch axis.</summary>
    internal (StepExpression Step, TrainingData Data) StepFor(TensorSet x, TensorSet y, TensorSet? sampleWeight = null)
    {
        bool isSingle = InputTypes.Count > 0 && x.Count > 0 && x[0].Rank == InputTypes[0].Shape.Rank - 1;
        TrainingData data = Compiled.Prepare(isSingle ? Batch(x) : x, isSingle ? Batch(y) : y, sampleWeight ?? [], null);
        return (Compiled.Expression(data), data);

        static Tensor[] Batch(TensorSet tensors) => [.. tensors.Select(tensor => tensor.Reshape(tensor.Shape.Insert(0, 1)))];
    }
}
