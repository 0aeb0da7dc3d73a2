using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// Layers that belong together and can be trained: <see cref="Sequential"/>, <see cref="Functional"/>, or a class of your own that tracks its layers
/// and overrides <see cref="Layer.Call(Node, CallContext)"/>. A model is a layer, so it can be part of another model.
/// </summary>
public abstract partial class Model : Layer
{
    /// <summary>Describes what all models share.</summary>
    /// <param name="name">The name. Default the class in snake case.</param>
    /// <param name="dtype">The number type of the whole model. Default float32.</param>
    /// <param name="seed">From which weights, shuffling and dropout follow: the same seed gives the same bits. Default that of <see cref="Utils.SetRandomSeed"/>, at first 0.</param>
    protected Model(string? name = null, DType? dtype = null, long? seed = null)
        : base(name, dtype) => Seed = seed ?? RandomSeed.Default;

    /// <summary>From which weights, shuffling and dropout follow.</summary>
    public long Seed { get; private protected set; }

    /// <summary>The layers, in Keras' order.</summary>
    public virtual IReadOnlyList<Layer> Layers => Parts;

    /// <summary>Number type and shape of each input, the batch unknown; empty while they are not known.</summary>
    public virtual IReadOnlyList<TensorType> InputTypes => [];

    /// <summary>Names of the outputs, for the logs of a model with several.</summary>
    public virtual IReadOnlyList<string> OutputNames => [];

    /// <summary>The layer with this name; "encoder/dense" is the layer dense inside the model, or the layer with parts, encoder.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest, or lists all.</exception>
    public Layer GetLayer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Layer found = this;
        foreach (string part in name.Split('/'))
        {
            IReadOnlyList<Layer> layers = found is Model model ? model.Layers : found.Parts;
            string owner = found is Model ? $"The model {found.Name}" : $"The layer {found.Name}";
            if (layers.FirstOrDefault(layer => layer.Name == part) is not { } next)
            {
                string hint = KerasNames.Nearest(part, layers.Select(layer => layer.Name)) is { } nearest ? $"Did you mean \"{nearest}\"?"
                    : layers.Count == 0 ? "It has none." : $"It has {string.Join(", ", layers.Select(layer => layer.Name))}.";
                throw new ArgumentException($"{owner} has no layer \"{part}\". {hint}", nameof(name));
            }

            found = next;
        }

        return found;
    }

    /// <summary>The layer at an index, counted from 0; a negative one counts from the end, as in Python: -1 is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public Layer GetLayer(int index) => index < Layers.Count && index >= -Layers.Count ? Layers[index < 0 ? index + Layers.Count : index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"The model {Name} has {Layers.Count} layers; there is no number {index}.");

    /// <summary>
    /// What is added to the loss besides the losses of the outputs, for a training loop of your own: the losses that layers added while the model was called in a context
    /// (<see cref="Layer.AddLoss"/>, <see cref="CallContext.AddLoss"/>, penalties on outputs), then the penalties on trainable weights.
    /// </summary>
    /// <param name="context">The context in which the model was called.</param>
    /// <returns>Single numbers. Empty when there are none.</returns>
    public IReadOnlyList<Node> Losses(CallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.Losses, .. TrainableWeights.Where(weight => weight.Regularizer is not null).Select(weight => weight.Regularizer!.Penalty(weight.Variable))];
    }

    /// <summary>The table of layers that Keras prints: names, output shapes, numbers of parameters, and their totals.</summary>
    public string Summary() => Training.Summary.Of(this);

    internal override bool IsModel => true;

    /// <inheritdoc/>
    private protected override long InitialSeed => Seed;

    /// <summary>Whether the weights exist.</summary>
    internal bool HasWeights => IsBuilt || Graph is not null;

    /// <summary>Whether the layers are a list that Keras knows as such (Sequential, Functional), rather than attributes of a class.</summary>
    internal virtual bool IsComposed => Graph is not null || this is Sequential;

    /// <inheritdoc/>
    public override string KerasModule => "keras";

    /// <inheritdoc/>
    protected internal override bool TakesList => InputTypes.Count > 1;

    /// <summary>Makes sure that the weights exist, for data of these types, and have their first numbers.</summary>
    internal virtual void Prepare(IReadOnlyList<TensorType> data)
    {
        if (!IsBuilt) InferTypes(data);
        Initialize(Seed);
    }

    /// <summary>The call context of the model's own layers, past the model itself: for the models whose graph is fixed.</summary>
    internal virtual LayerGraph? Graph => null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Graph is not { } graph) return base.CallAll(inputs, context);
        if (inputs.Count != graph.Inputs.Count) throw new ArgumentException($"it takes {graph.Inputs.Count} inputs");
        for (int i = 0; i < inputs.Count; i++) CheckInput(i, inputs[i].Shape);
        return graph.Apply(inputs, context);
    }

    /// <summary>Refuses an input whose shape is not that of the model's input.</summary>
    internal void CheckInput(int index, Shape shape)
    {
        if (index >= InputTypes.Count) return;
        Shape expected = InputTypes[index].Shape;
        bool fits = shape.Rank == expected.Rank;
        for (int axis = 0; fits && axis < shape.Rank; axis++) fits = expected[axis] == Shape.Unknown || shape[axis] == expected[axis];
        if (!fits) throw new ArgumentException($"Input {index} of the model {Name} has shape {expected}; it was given {shape}.{(shape.Rank == expected.Rank - 1 ? " One sample still needs a batch axis: shape (1, …)." : "")}");
    }
}
