using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A part of a network with weights of its own. To write one, derive, create the weights in <see cref="Build(Shape)"/> and describe the
/// output in <see cref="Call(Node, CallContext)"/> as an expression. Nothing else is needed: no derivative, no shape rule, no sizes of batches.
/// </summary>
/// <remarks>Describing is all that a layer does; numbers flow later, when a plan runs the graph. The same layer may be called several times and shares its weights.</remarks>
public abstract partial class Layer : IKerasObject
{
    private readonly List<Weight> _trainable = [];
    private readonly List<Weight> _fixed = [];
    private readonly List<Layer> _parts = [];
    private readonly Dictionary<Layer, string> _attributes = [];
    private readonly List<Func<Node>> _losses = [];
    private Regularizer? _activityRegularizer;
    private string? _name;
    private string _prefix = "";
    private DType? _dtype;

    /// <summary>Describes what all layers share.</summary>
    /// <param name="name">The name in the model. Default the class in snake case, numbered within the model: dense, dense_1.</param>
    /// <param name="dtype">The number type. Default that of the first input.</param>
    /// <param name="trainable">Whether an optimizer changes the weights. Default true.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <exception cref="ArgumentException">The name is empty or contains a "/".</exception>
    protected Layer(string? name = null, DType? dtype = null, bool trainable = true, Regularizer? activityRegularizer = null)
    {
        if (name is not null && (name.Length == 0 || name.Contains('/'))) throw new ArgumentException($"A layer's name must have at least one letter and no \"/\"; it is \"{name}\".", nameof(name));
        if (dtype is { IsFloat: false }) throw new ArgumentException($"A layer computes in float32 or float64, not {dtype.Value.KerasName}.", nameof(dtype));
        (GivenName, _dtype, Trainable, _activityRegularizer) = (name, dtype, trainable, activityRegularizer);
    }

    /// <summary>The name in the model.</summary>
    public string Name => GivenName ?? _name ?? DefaultName;

    /// <summary>The number type that the layer computes in: float32 until it is known better.</summary>
    public DType DType => _dtype ?? DType.Float32;

    /// <summary>Whether an optimizer changes the weights. Setting it sets the parts of the layer, too; compile the model again afterwards.</summary>
    public bool Trainable
    {
        get;
        set
        {
            field = value;
            foreach (Layer part in _parts) part.Trainable = value;
        }
    }

    /// <summary>The penalty on the output, or null.</summary>
    public Regularizer? ActivityRegularizer => _activityRegularizer;

    /// <summary>Whether the weights exist.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>The layers inside this one.</summary>
    public IReadOnlyList<Layer> Parts => _parts;

    /// <summary>All weights in Keras' order: the layer's own, trainable before fixed, then those of its parts.</summary>
    public IReadOnlyList<Weight> Weights
    {
        get
        {
            EnsureInitialized();
            return AllWeights();
        }
    }

    /// <summary>The weights that an optimizer changes, in Keras' order.</summary>
    public IReadOnlyList<Weight> TrainableWeights => [.. Collect(layer => layer.Trainable ? layer._trainable : []).Distinct()];

    /// <summary>The weights that no optimizer changes.</summary>
    public IReadOnlyList<Weight> NonTrainableWeights => [.. AllWeights().Except(TrainableWeights)];

    /// <summary>The number of numbers in all weights.</summary>
    public long CountParams() => AllWeights().Sum(weight => weight.Shape.Size);

    /// <summary>
    /// Adds a loss that depends on weights alone to every graph in which the layer, or the model, is called: once, however often it is called. Compile the model again afterwards.
    /// A loss that depends on inputs is added where these are known, in Call: <c>context.AddLoss</c>. As in Keras, added losses are no part of a file.
    /// <code>dense.AddLoss(() => 0.01 * Mean(Square(dense.Weights[0].Variable)));</code>
    /// </summary>
    /// <param name="loss">The expression, a single float number; it is asked for whenever a graph is built.</param>
    public void AddLoss(Func<Node> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _losses.Add(loss);
    }

    /// <summary>Copies of all weights, in Keras' order.</summary>
    public IReadOnlyList<Tensor> GetWeights() => [.. Weights.Select(weight => weight.Variable.Value.Clone())];

    /// <summary>Sets all weights, in Keras' order.</summary>
    /// <exception cref="ArgumentException">The number of tensors, or a shape, differs; then nothing is set.</exception>
    public void SetWeights(params IReadOnlyList<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        IReadOnlyList<Weight> own = AllWeights();
        if (weights.Count != own.Count) throw new ArgumentException($"{Name} has {own.Count} weights ({string.Join(", ", own.Select(w => $"{w.Path} {w.Shape}"))}); it was given {weights.Count}{(IsBuilt ? "" : ". It is not built yet: give it an input shape first")}.", nameof(weights));
        for (int i = 0; i < own.Count; i++)
        {
            if (weights[i].Shape != own[i].Shape) throw new ArgumentException($"The weight {own[i].Path} has shape {own[i].Shape}; it was given {weights[i].Shape}.", nameof(weights));
        }

        for (int i = 0; i < own.Count; i++) own[i].Assign(weights[i]);
    }

    /// <summary>The shape of one sample, where the layer's constructor was told; null elsewhere.</summary>
    public Shape? InputShape { get; protected init; }

    /// <summary>The name that the user gave, or null.</summary>
    internal string? GivenName { get; set; }

    /// <summary>The name that Keras would count up.</summary>
    internal string DefaultName => KerasNames.SnakeCase(KerasClass);

    /// <summary>Whether the layer is a model: called by itself, its name stands in no path.</summary>
    internal virtual bool IsModel => false;

    /// <summary>Whether the layer hands its penalty on outputs to its parts, instead of penalising its own.</summary>
    internal virtual bool PenalisesParts => false;

    /// <summary>What stands before the names of weights and parts: "dense/", and "" in a model that is part of nothing.</summary>
    private string Path => IsModel && _name is null ? "" : $"{_prefix}{Name}/";

    /// <summary>The name with those of the layers around it: "multi_head_attention/query".</summary>
    internal string FullName => _prefix + Name;

    /// <summary>Makes a layer part of this one, so that its weights count as this layer's. Returns it.</summary>
    /// <param name="part">The layer.</param>
    /// <param name="attribute">What Keras' class calls the part, which is where files keep its weights: "forward_layer". Two words with a "/" stand for a list and
    /// the place in it: "cells/lstm_cell". Default the part's name.</param>
    protected T Track<T>(T part, string? attribute = null) where T : Layer
    {
        ArgumentNullException.ThrowIfNull(part);
        _parts.Add(part);
        if (attribute is not null) _attributes[part] = attribute;
        LayerNames.Assign(_parts, Path);
        return part;
    }

    /// <summary>The number type for a layer that was given none and cannot tell from its inputs.</summary>
    internal void Adopt(DType dtype)
    {
        _dtype ??= dtype;
        foreach (Layer part in _parts) part.Adopt(dtype);
    }

    /// <summary>What Keras' class calls a part: where files keep its weights.</summary>
    internal string AttributeOf(Layer part) => _attributes.TryGetValue(part, out string? attribute) ? attribute : part.Name;

    /// <summary>The weights of the layer itself in the order in which files number them: trainable before fixed.</summary>
    internal IReadOnlyList<Weight> OwnWeights => [.. _trainable, .. _fixed];

    /// <summary>Lets go of a part.</summary>
    internal void Untrack(Layer part) => _parts.Remove(part);

    /// <summary>Makes layers parts of this one, naming them together.</summary>
    private protected void TrackAll(IReadOnlyList<Layer> parts)
    {
        _parts.AddRange(parts);
        LayerNames.Assign(_parts, Path);
    }

    /// <summary>Creates a weight. Call it in Build.</summary>
    /// <param name="name">The name within the layer, for example "kernel".</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="initializer">How the numbers start. Default Glorot's uniform distribution.</param>
    /// <param name="trainable">Whether an optimizer may change it. Default true.</param>
    /// <param name="regularizer">A penalty that is added to the loss. Default none.</param>
    /// <param name="constraint">What it must satisfy after each step. Default none.</param>
    /// <param name="dtype">The number type. Default the layer's.</param>
    /// <returns>The variable, to be used in <see cref="Call(Node, CallContext)"/>.</returns>
    protected Variable AddWeight(string name, Shape shape, Initializer? initializer = null, bool trainable = true, Regularizer? regularizer = null, Constraint? constraint = null, DType? dtype = null)
    {
        if (!shape.IsKnown) throw new ArgumentException($"The weight {Name}/{name} cannot have the shape {shape}: a length is not known. Give the layer an input with that length.", nameof(shape));
        WeightAllowance.Take(name, shape);
        Variable variable = Variable.Of(Path + name, new Tensor(dtype ?? DType, shape));
        (trainable ? _trainable : _fixed).Add(new Weight(name, variable, initializer ?? new GlorotUniform(), trainable, regularizer, constraint));
        return variable;
    }

    /// <summary>Names the layer within what it is part of, and its weights and parts after it.</summary>
    internal void Rename(string name, string prefix)
    {
        (_name, _prefix) = (name, prefix);
        foreach (Weight weight in _trainable.Concat(_fixed)) weight.Variable.Name = Path + weight.Name;
        LayerNames.Assign(_parts, Path);
    }

    /// <summary>Whether <see cref="Rename"/> would change nothing.</summary>
    internal bool IsNamed(string name, string prefix) => _name == name && _prefix == prefix;

    /// <summary>Draws the weights that have no numbers yet, each from a stream of its own.</summary>
    internal void Initialize(long seed)
    {
        uint index = 0;
        foreach (Layer layer in SelfAndParts())
        {
            uint weight = 0;
            foreach (Weight w in layer._trainable.Concat(layer._fixed)) w.Initialize(seed, index, weight++);
            index++;
        }
    }

    internal void EnsureInitialized()
    {
        if (!WeightAllowance.IsLoading) Initialize(InitialSeed);
    }

    /// <summary>From which the first numbers follow, where nobody asked for others before.</summary>
    private protected virtual long InitialSeed => RandomSeed.Default;

    internal IReadOnlyList<Weight> AllWeights() => [.. Collect(layer => layer._trainable.Concat(layer._fixed)).Distinct()];

    private IEnumerable<Weight> Collect(Func<Layer, IEnumerable<Weight>> own) => SelfAndParts().SelectMany(own);

    internal IEnumerable<Layer> SelfAndParts() => _parts.SelectMany(part => part.SelfAndParts()).Prepend(this);
}
