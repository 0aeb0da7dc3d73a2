using System.Text.Json.Nodes;
using Backprop.Constraints;
using Backprop.Layers;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Regularizers;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Tests.Training.Files;

/// <summary>Turns a list of numbers into a compiled model, so that a list that fails can be made shorter. A number that is missing is 0, the simplest choice.</summary>
internal sealed class RandomModels(int[] program)
{
    private const int Features = 4;
    private const int Steps = 6;
    private static readonly string[] s_optimizers = ["sgd", "adam", "rmsprop", "adagrad", "adadelta", "adamax", "adamw", "nadam", "ftrl", "lion", "lamb", "adafactor", "muon", "schedulefreeadamw"];
    private static readonly string[] s_losses = ["mse", "mae", "huber", "log_cosh", "cosine_similarity", "hinge"];
    private static readonly string[] s_activations = ["linear", "tanh", "relu", "gelu", "softmax", "swish"];
    private int _next;
    private Dense? _shared;
    private Sequential? _nested;

    /// <summary>The kinds of branches: one per kind of data that a layer takes.</summary>
    private enum Kind
    {
        Features,
        Sequence,
        Picture,
        Words,
    }

    /// <summary>The data of the model's inputs.</summary>
    public List<Tensor> X { get; } = [];

    /// <summary>The targets of the model's outputs.</summary>
    public List<Tensor> Y { get; } = [];

    /// <summary>The classes of the layers that were chosen.</summary>
    public HashSet<string> Classes { get; } = [];

    /// <summary>One to three inputs, each through a few layers, then merged, with one or two outputs; or a Sequential model of the same layers.</summary>
    public Model Build()
    {
        bool twice = Choose(3) == 1, sequential = Choose(4) == 3;
        DType dtype = Choose(3) == 2 ? DType.Float64 : DType.Float32;
        Model model = sequential ? Chain(dtype) : Branches(dtype, twice);
        foreach (Layer layer in model.Layers) Classes.Add(layer.KerasClass);
        if (Choose(6) == 5) model.Layers[Choose(model.Layers.Count)].Trainable = false;
        Compile(model);
        return model;
    }

    private static Tensor Data(Kind kind, DType dtype, int seed) => kind switch
    {
        Kind.Words => Tensor.From([.. Enumerable.Range(0, 6 * Steps).Select(i => i % Steps > 3 ? 0 : (i * 7 + seed) % 5)], [6, Steps]).Cast(DType.Int32),
        Kind.Picture => LayerContract.Numbers([6, 5, 4, 4], dtype, seed),
        Kind.Sequence => LayerContract.Numbers([6, Steps, Features], dtype, seed),
        _ => LayerContract.Numbers([6, Features], dtype, seed),
    };

    private Sequential Chain(DType dtype)
    {
        var kind = (Kind)Choose(4);
        Tensor x = Data(kind, dtype, 1);
        X.Add(x);
        var model = new Sequential(dtype: dtype) { new InputLayer(x.Shape[1..], x.DType) };
        for (int i = Choose(4); i >= 0; i--)
        {
            foreach (Layer layer in Next(ref kind)) model.Add(layer);
        }

        if (kind != Kind.Features) model.Add(new Flatten());
        model.Add(new Dense(2, Activation()));
        Y.Add(LayerContract.Numbers([6, 2], dtype, 7));
        return model;
    }

    private Functional Branches(DType dtype, bool twice)
    {
        int count = 1 + Choose(3);
        var inputs = new List<SymbolicTensor>();
        var ends = new List<SymbolicTensor>();
        for (int i = 0; i < count; i++)
        {
            var kind = (Kind)Choose(4);
            Tensor x = Data(kind, dtype, i);
            X.Add(x);
            SymbolicTensor end = Input.Of(x.Shape[1..], x.DType, Choose(2) == 0 ? null : $"input-{i}");
            inputs.Add(end);
            for (int j = Choose(3); j >= 0; j--)
            {
                foreach (Layer layer in Next(ref kind)) end = layer.Apply(end);
            }

            if (kind != Kind.Features) end = new Flatten(dtype: dtype).Apply(end);

            // The same layer, or the same inner model, at every branch.
            end = new Dense(Features, Activation(), dtype: dtype).Apply(end);
            if (Choose(2) == 1) end = (_shared ??= new Dense(Features, "tanh", dtype: dtype)).Apply(end);
            if (Choose(3) == 1) end = (_nested ??= new Sequential(dtype: dtype) { new Dense(3, "relu"), new Sequential(dtype: dtype) { new Dense(Features) } }).Apply(end);
            ends.Add(end);
        }

        Layer[] merges = [new Backprop.Layers.Add(dtype: dtype), new Backprop.Layers.Concatenate(dtype: dtype), new Average(dtype: dtype), new Backprop.Layers.Multiply(dtype: dtype), new Backprop.Layers.Maximum(dtype: dtype)];
        SymbolicTensor merged = ends.Count == 1 ? ends[0] : merges[Choose(merges.Length)].Apply([.. ends]);
        SymbolicTensor[] outputs = [.. Enumerable.Range(0, twice ? 2 : 1).Select(i => new Dense(2, Activation(), name: Choose(2) == 0 ? null : $"out-{i}", dtype: dtype).Apply(merged))];
        foreach (int i in Enumerable.Range(0, outputs.Length)) Y.Add(LayerContract.Numbers([6, 2], dtype, 7 + i));
        return new Functional(inputs, outputs);
    }

    /// <summary>One more layer for data of a kind, and the kind that leaves it.</summary>
    private Layer[] Next(ref Kind kind)
    {
        switch (kind)
        {
            case Kind.Words:
                kind = Kind.Sequence;
                return [new Embedding(5, Features, maskZero: Flip(), embeddingsRegularizer: Flip() ? new L2() : null)];
            case Kind.Picture:
                kind = Choose(4) == 3 ? Kind.Features : Kind.Picture;
                return kind == Kind.Features ? [Flip() ? new GlobalAveragePooling2D() : new GlobalMaxPooling2D()] : [Picture()];
            case Kind.Sequence:
                kind = Choose(5) == 4 ? Kind.Features : Kind.Sequence;
                return [kind == Kind.Features ? Recurrent(returnSequences: false) : Sequence()];
            default:
                return [Feature()];
        }
    }

    private Layer Feature() => Choose(8) switch
    {
        0 => new Dense(Features, Activation(), Flip(), kernelRegularizer: Flip() ? new L1() : null, kernelConstraint: Flip() ? new MaxNorm() : null),
        1 => new BatchNormalization(momentum: 0.9, center: Flip(), scale: Flip()),
        2 => new Dropout(0.25, seed: Choose(5)),
        3 => new LayerNormalization(epsilon: 0.01, scale: Flip()),
        4 => new PReLU(),
        5 => new EinsumDense("ab,bc->ac", [Features], Activation(), Flip() ? "c" : null),
        6 => new GaussianNoise(0.1, seed: 3),
        _ => new UnitNormalization(),
    };

    private Layer Sequence() => Choose(8) switch
    {
        0 => Recurrent(returnSequences: true),
        1 => new Bidirectional((RecurrentLayer)Recurrent(returnSequences: true), Flip() ? "concat" : "sum"),
        2 => new TimeDistributed(new Dense(Features, Activation())),
        3 => new Conv1D(Features, 3, padding: Flip() ? Padding.Causal : Padding.Same, activation: Activation(), useBias: Flip()),
        4 => new RNN(new StackedRNNCells([new GRUCell(3, resetAfter: Flip()), new LSTMCell(Features)]), returnSequences: true),
        5 => new SeparableConv1D(Features, 2, padding: Padding.Same, depthMultiplier: 1 + Choose(2)),
        6 => new RMSNormalization(),
        _ => new SpatialDropout1D(0.2, seed: 4),
    };

    private Layer Picture() => Choose(8) switch
    {
        0 => new Conv2D(4, new[] { 3, 2 }, padding: Padding.Same, groups: 1 + Choose(2), activation: Activation(), useBias: Flip()),
        1 => new DepthwiseConv2D(2, padding: Padding.Same, useBias: Flip()),
        2 => new SeparableConv2D(4, 3, padding: Padding.Same),
        3 => new Conv2DTranspose(4, 2, padding: Padding.Same),
        4 => new GroupNormalization(2),
        5 => new BatchNormalization(scale: Flip()),
        6 => new ZeroPadding2D(1),
        _ => new PReLU(sharedAxes: [1, 2]),
    };

    private RecurrentLayer Recurrent(bool returnSequences) => Choose(3) switch
    {
        0 => new LSTM(3, unitForgetBias: Flip(), returnSequences: returnSequences),
        1 => new GRU(3, resetAfter: Flip(), useBias: Flip(), returnSequences: returnSequences, goBackwards: Flip()),
        _ => new SimpleRNN(3, returnSequences: returnSequences, zeroOutputForMask: Flip()),
    };

    private void Compile(Model model)
    {
        Optimizer optimizer = Choose(4) switch
        {
            0 => new Sgd(new ExponentialDecay(0.02, 5, 0.5), momentum: 0.9, nesterov: Flip()),
            1 => new Adam(0.01, amsgrad: Flip()) { WeightDecay = Flip() ? 0.01 : null, GlobalClipNorm = Flip() ? 1 : null },
            _ => s_optimizers[Choose(s_optimizers.Length)],
        };
        JsonObject described = KerasObjects.Write(optimizer)!;
        if (Choose(4) == 3) described["config"]!["use_ema"] = true;
        if (Choose(5) == 4) described["config"]!["gradient_accumulation_steps"] = 2;
        optimizer = OptimizerRegistry.All.Read(described, "optimizer");
        string[] metrics = Flip() ? ["mae", "cosine_similarity"] : [];
        double[]? weights = Y.Count == 2 && Flip() ? [0.5, 2] : null;
        model.Compile(optimizer, [.. Y.Select(_ => (Backprop.Losses.Loss)s_losses[Choose(s_losses.Length)])], weights, [.. Y.Select(_ => (IReadOnlyList<MetricChoice>)[.. metrics.Select(metric => (MetricChoice)metric)])]);
    }

    private string Activation() => s_activations[Choose(s_activations.Length)];

    private bool Flip() => Choose(2) == 1;

    private int Choose(int count) => _next < program.Length ? program[_next++] % count : 0;
}
