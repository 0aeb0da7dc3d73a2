using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Derivations;

/// <summary>
/// One training step of a model on given samples, with every number kept: what the loss is, how each gradient comes about, what the optimizer makes of it.
/// Read from the graph that trains, in training mode and with the next step's random numbers; the model is not changed.
/// </summary>
public sealed class ModelExplanation
{
    private readonly Model _model;
    private readonly StepNumbers _numbers;

    internal ModelExplanation(Model model, StepExpression step, IReadOnlyDictionary<Placeholder, Tensor> feeds)
    {
        GradientRecord training = step.Record ?? throw new ArgumentException("Only a training step has gradients.", nameof(step));
        _model = model;
        Feeds = feeds;
        // Training takes the gradients of weights; whoever asks may ask for those of the inputs, too. The nodes of the former are the same in both.
        GradientRecord record = Gradient.Record(training.Scalar, [.. model.TrainableWeights.Select(weight => weight.Variable), .. step.Placeholders.Where(placeholder => placeholder.DType.IsFloat)]);
        IEnumerable<Node> adjoints = Graph.Order(training.Scalar).Select(record.Adjoint).OfType<Node>();
        Trace = Trace.Run([.. step.Watched, .. step.Guards, .. step.Updates.Select(update => update.Value), .. step.Updates.Select(update => update.Variable), .. adjoints, .. model.Weights.Select(weight => weight.Variable)], feeds);
        _numbers = new StepNumbers(model, step, record, Trace);
    }

    /// <summary>The value of every node of the step.</summary>
    public Trace Trace { get; }

    /// <summary>The loss.</summary>
    public double Loss => _numbers.Loss;

    /// <summary>The paths of the weights that can be asked for, then the names of activations and inputs, in the order in which they are computed.</summary>
    public IReadOnlyList<string> Names => [.. _model.TrainableWeights.Select(weight => weight.Path), .. Values().Select(node => _numbers.Symbols.Of(node).Text)];

    internal StepNumbers Numbers => _numbers;

    /// <summary>The samples, as the step takes them.</summary>
    internal IReadOnlyDictionary<Placeholder, Tensor> Feeds { get; }

    /// <summary>The gradient of a weight, as the engine computes it.</summary>
    /// <param name="weight">The weight's path, such as "dense/kernel".</param>
    /// <exception cref="ArgumentException">The model has no such trainable weight; the message suggests the nearest.</exception>
    public Tensor GradientOf(string weight) => Trace[_numbers.Record.Of(Find(weight))];

    /// <summary>The derivation of one number's gradient, and its update.</summary>
    /// <param name="weight">The weight's path, such as "dense/kernel".</param>
    /// <param name="index">One index per axis.</param>
    /// <exception cref="ArgumentException">There is no such weight, or the index is outside of it.</exception>
    public WeightExplanation Of(string weight, params ReadOnlySpan<int> index)
    {
        Variable variable = Find(weight);
        return new WeightExplanation(_numbers, Derivation(variable, Positions.Element(variable.Shape, weight, index)), variable);
    }

    /// <summary>The gradient of a whole weight.</summary>
    /// <param name="weight">The weight's path.</param>
    /// <exception cref="ArgumentException">There is no such weight.</exception>
    public TensorExplanation OfWhole(string weight) => new(_numbers, Find(weight), isWeight: true);

    /// <summary>The gradients of a layer: of all that it computes under a name, and of its weights.</summary>
    /// <param name="layer">The layer's name, with the names of the models around it.</param>
    /// <exception cref="ArgumentException">No layer of this name has a gradient.</exception>
    public LayerExplanation OfLayer(string layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        bool Belongs(string name) => name.StartsWith(layer + "/", StringComparison.Ordinal) || name.StartsWith(layer + "[", StringComparison.Ordinal);
        TensorExplanation[] parts =
        [
            .. Values().Where(node => Belongs(_numbers.Symbols.Of(node).Text)).Reverse().Select(node => new TensorExplanation(_numbers, node, isWeight: false)),
            .. _model.TrainableWeights.Where(weight => Belongs(weight.Path)).Select(weight => new TensorExplanation(_numbers, weight.Variable, isWeight: true)),
        ];
        if (parts.Length > 0) return new LayerExplanation(_numbers, layer, parts);
        throw Unknown("layer with a gradient", layer, [.. Names.Where(name => name.Contains('/')).Select(name => name[..name.LastIndexOf('/')]).Distinct()]);
    }

    /// <summary>The derivation of the gradient of one number of an activation or an input, by the name that the layer gives it: "dense/a", "x".</summary>
    /// <param name="name">The name.</param>
    /// <param name="index">One index per axis; the first is the sample.</param>
    /// <exception cref="ArgumentException">There is no such value, or the index is outside of it.</exception>
    public ValueExplanation OfValue(string name, params ReadOnlySpan<int> index)
    {
        Node node = FindValue(name);
        return new ValueExplanation(_numbers, Derivation(node, Positions.Element(node.Shape, name, index)));
    }

    /// <summary>The gradient of a whole activation or input.</summary>
    /// <param name="name">The name that the layer gives it: "dense/a"; "x" for the input.</param>
    /// <exception cref="ArgumentException">There is no such value.</exception>
    public TensorExplanation OfWholeValue(string name) => new(_numbers, FindValue(name), isWeight: false);

    /// <summary>The loss, and where the backward pass begins.</summary>
    public LossExplanation OfLoss() => new(_numbers);

    /// <summary>Every value and every gradient of the step, in order.</summary>
    public StepTrace Steps() => new(_numbers);

    internal Derivation Derivation(Node node, int element) => new(_numbers.Record, Trace, _numbers.Symbols, node, element);

    /// <summary>What has a name and a gradient, weights aside.</summary>
    private IEnumerable<Node> Values() => Trace.Nodes.Where(node => node is not Variable && node.Shape.Size > 0 && !ReferenceEquals(node, _numbers.Step.Loss) && _numbers.Symbols.Named(node) is not null && _numbers.Record.Adjoint(node) is { } adjoint && Trace.Contains(adjoint));

    private Node FindValue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Node[] values = [.. Values()];
        return values.FirstOrDefault(node => _numbers.Symbols.Of(node).Text == name) ?? throw Unknown("activation or input with a gradient", name, [.. values.Select(node => _numbers.Symbols.Of(node).Text)]);
    }

    private Variable Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        IReadOnlyList<Weight> weights = _model.TrainableWeights;
        return weights.FirstOrDefault(weight => weight.Path == path)?.Variable ?? throw Unknown("trainable weight", path, [.. weights.Select(weight => weight.Path)]);
    }

    private ArgumentException Unknown(string kind, string name, string[] names)
    {
        string hint = KerasNames.Nearest(name, names) is { } nearest ? $" Did you mean {nearest}?" : "";
        return new ArgumentException($"The model {_model.Name} has no {kind} {name}.{hint} It has {(names.Length == 0 ? "none" : string.Join(", ", names.Take(20)))}{(names.Length > 20 ? $" and {names.Length - 20} more" : "")}.", nameof(name));
    }
}
