using System.Collections;
using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// Layers one after the other.
/// <code>
/// var model = new Sequential
/// {
///     new Dense(2, activation: "relu"),
///     new Dense(1),
/// };
/// </code>
/// The weights are created as soon as the shape of the input is known: from an <see cref="InputLayer"/>, from the first layer's <c>inputDim</c>, or from the data.
/// </summary>
public sealed class Sequential : Model, IEnumerable<Layer>
{
    private readonly DType? _modelType;
    private InputLayer? _input;
    private LayerGraph? _graph;
    private SymbolicTensor? _end;

    /// <summary>An empty model.</summary>
    /// <param name="name">The name. Default sequential.</param>
    /// <param name="dtype">The number type of the whole model. Default that of the input layer, or float32.</param>
    /// <param name="seed">From which weights, shuffling and dropout follow. Default that of <see cref="Utils.SetRandomSeed"/>, at first 0.</param>
    public Sequential(string? name = null, DType? dtype = null, long? seed = null)
        : base(name, dtype, seed) => _modelType = dtype;

    /// <summary>A model of these layers.</summary>
    /// <inheritdoc cref="Sequential(string?, DType?, long?)"/>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="name">The name.</param>
    /// <param name="dtype">The number type.</param>
    /// <param name="seed">The seed.</param>
    public Sequential(IEnumerable<Layer> layers, string? name = null, DType? dtype = null, long? seed = null)
        : this(name, dtype, seed)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (Layer layer in layers) Add(layer);
    }

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        IEnumerable<Layer> layers = _input is null ? Parts : Parts.Prepend(_input);
        return new Config().Set("name", Name).Set("trainable", Trainable).Set("dtype", DTypePolicy(DType))
            .Set("layers", new JsonArray([.. layers.Select(layer => layer.ToJson())]))
            .Set("build_input_shape", _input is null ? null : Config.ShapeJson(_input.ShapeInFiles));
    }

    /// <summary>The model that <see cref="GetConfig"/> describes, without weights' numbers.</summary>
    /// <exception cref="ConfigException">The description is wrong.</exception>
    public static Sequential FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var model = new Sequential(dtype: config.Has("dtype") ? ReadDType(config, "dtype") : null);
        IReadOnlyList<Layer> layers = ModelConfig.ReadLayers(config);
        string key = config.Has("build_input_shape") ? "build_input_shape" : "batch_input_shape";
        if (layers.Count > 0 && layers[0] is not Backprop.Layers.InputLayer && config.OptionalShape(key) is { Rank: > 0 } shape) model.Add(new InputLayer(shape[1..], model.DTypeOfInput));
        if (layers is [InputLayer { TextShape: not null } texts, var first, ..] && TextInputs.Of(texts, first) is { } input) layers = [input, .. layers.Skip(1)];
        for (int i = 0; i < layers.Count; i++) ModelConfig.At($"{config.At("layers")}[{i}]", () => model.Add(layers[i]));
        return model;
    }

    /// <inheritdoc/>
    public override Sequential Clone(bool copyWeights = false, long? seed = null, Func<Layer, Layer?>? cloneFunction = null) =>
        ModelCopy.Of(this, new Sequential(GivenName, _modelType, seed ?? Seed), copyWeights, cloneFunction);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> InputTypes => _input is null ? [] : [_input.Type];

    /// <summary>What one batch of outputs looks like; null while the input is not known.</summary>
    public Shape? OutputShape => _end?.Shape;

    internal override LayerGraph? Graph => _end is null || Parts.Count == 0 ? null : _graph ??= new LayerGraph([_input!.Output], [_end]);

    /// <summary>The layer that says what the input looks like, or null while that is not known.</summary>
    internal InputLayer? InputLayer => _input;

    /// <summary>A model that knows its input is built for it, as in Keras, also before data has come.</summary>
    private protected override IReadOnlyList<Shape> ShapesInFiles => _end is null ? base.ShapesInFiles : [_input!.ShapeInFiles];

    /// <summary>Appends a layer.</summary>
    /// <exception cref="ArgumentException">The layer is already part of the model, does not fit what comes before it, or is an input that does not come first.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is InputLayer input)
        {
            if (_input is not null || Parts.Count > 0) throw new ArgumentException("An input layer must come first, and only once.", nameof(layer));
            Start(input);
            return;
        }

        if (Parts.Contains(layer)) throw new ArgumentException($"The layer {layer.Name} is already part of this model. To use it twice, describe the model with Input.Of and Apply.", nameof(layer));
        Track(layer);
        try
        {
            if (_input is null && Parts.Count == 1 && layer.InputShape is { } shape) Start(new InputLayer(shape, DTypeOfInput));
            else if (_end is not null) Extend(layer);
        }
        catch
        {
            Untrack(layer);
            throw;
        }
    }

    /// <summary>Removes the last layer and returns it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Layer Pop()
    {
        if (Parts.Count == 0) throw new InvalidOperationException($"The model {Name} has no layer to remove.");
        Layer last = Parts[^1];
        Untrack(last);
        if (_end is not null) (_end, _graph) = (_end.Call.Inputs[0], null);
        Forget();
        return last;
    }

    /// <summary>The layers, first to last.</summary>
    public IEnumerator<Layer> GetEnumerator() => Layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    internal override void Prepare(IReadOnlyList<TensorType> data)
    {
        if (data.Count != 1) throw new ArgumentException($"A Sequential model takes one input, not {data.Count}. Describe models with several by Input.Of and Functional.");
        Complete(data[0].Shape, data[0].DType);
        base.Prepare(InputTypes);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> InferTypes(IReadOnlyList<TensorType> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Complete(inputs[0].Shape, inputs[0].DType);
        return base.InferTypes(inputs);
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape) => Complete(inputShape, DType);

    private void Complete(Shape input, DType dtype)
    {
        if (Parts.Count == 0) throw new InvalidOperationException($"The model {Name} has no layers. Add some first.");
        if (_input is null) Start(new InputLayer(input[1..], dtype.IsFloat ? DTypeOfInput : dtype));
    }

    private DType DTypeOfInput => _modelType ?? DType;

    private void Start(InputLayer input)
    {
        if (_modelType is { } type && input.Type.DType.IsFloat && input.Type.DType != type) input = new InputLayer(input.BatchShape[1..], type, input.GivenName);
        (_input, _end) = (input, input.Output);
        Adopt(input.Type.DType.IsFloat ? input.Type.DType : DTypeOfInput);
        foreach (Layer layer in Parts) Extend(layer);
    }

    private void Extend(Layer layer)
    {
        layer.Adopt(DType);
        _end = layer.Apply(_end!);
        _graph = null;
        Forget();
    }
}
