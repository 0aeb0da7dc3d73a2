using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>
/// What a layer may know and leave behind while a graph is built from it: whether the graph is for training, names for its nodes,
/// losses of its own, new values for its variables. One context belongs to one graph.
/// </summary>
public sealed class CallContext
{
    private readonly List<Node> _losses = [];
    private readonly List<Update> _updates = [];
    private readonly Dictionary<Layer, int> _calls = [];
    private readonly Stack<Frame> _frames = [];
    private readonly Dictionary<Node, Node> _masks = [];
    private readonly bool _training;

    // Draws within time steps are numbered from here on, those before them from 0.
    private const int FirstDrawOfSteps = 128;

    /// <summary>A context for a new graph.</summary>
    /// <param name="training">Whether layers such as dropout act. Default false.</param>
    /// <param name="seed">The seed of random operations. Default 0.</param>
    /// <param name="step">The variable that counts training steps, from which random operations take fresh numbers; default one that stays 0.</param>
    public CallContext(bool training = false, long seed = 0, Variable? step = null)
    {
        _training = training;
        Seed = seed;
        Step = step ?? Variable.Of("step", Tensor.Scalar(0, DType.Int64));
    }

    /// <summary>Whether the layer that is being called is to act as in training: what the graph is for, unless a call said otherwise.</summary>
    public bool Training => _frames.TryPeek(out Frame frame) ? frame.Training : _training;

    /// <summary>The time step of the recurrent layer that is being called: the index in its input, from 0; 0 elsewhere.</summary>
    public int TimeStep => _frames.TryPeek(out Frame frame) ? frame.TimeStep : 0;

    /// <summary>The seed of random operations.</summary>
    public long Seed { get; }

    /// <summary>Counts training steps.</summary>
    public Variable Step { get; }

    /// <summary>The names of nodes.</summary>
    public NodeNames Names { get; } = new();

    /// <summary>The losses that layers added, in order: each a single number.</summary>
    public IReadOnlyList<Node> Losses => _losses;

    /// <summary>The new values of layers' variables, one per variable.</summary>
    public IReadOnlyList<Update> Updates => _updates;

    /// <summary>Whether the layer that is being called was not called before in this graph.</summary>
    internal bool IsFirstCall => !_frames.TryPeek(out Frame frame) || frame.Call == 0;

    /// <summary>Whether only types are of interest: weights need no numbers yet.</summary>
    internal bool IsDry { get; init; }

    /// <summary>Whether no mask travels: what somebody computes who forgot about padding.</summary>
    internal bool IgnoresMasks { get; init; }

    /// <summary>Adds a single number to the loss of the model.</summary>
    /// <exception cref="ArgumentException">It is not a single float number.</exception>
    public void AddLoss(Node loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.Shape.Size != 1 || !loss.DType.IsFloat) throw new ArgumentException($"A loss is one float number, not {loss.Type}. Take the sum or the mean first.", nameof(loss));
        _losses.Add(loss.Shape.Rank == 0 ? loss : Functions.Reshape(loss, Shape.Scalar));
    }

    /// <summary>Gives a variable a new value at the end of the step. What reads it through <see cref="Read"/> later in the step sees the new value already.</summary>
    /// <exception cref="ArgumentException">Type or shape differ from the variable's.</exception>
    public void AddUpdate(Variable variable, Node value)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Type != variable.Type) throw new ArgumentException($"The variable {variable.Name} is {variable.Type}; it cannot take {value.Type}.", nameof(value));
        _updates.RemoveAll(update => ReferenceEquals(update.Variable, variable));
        _updates.Add(new Update(variable, value));
    }

    /// <summary>The value of a variable at this point of the step: the variable itself, or what an earlier call gave it.</summary>
    public Node Read(Variable variable)
    {
        foreach (Update update in _updates)
        {
            if (ReferenceEquals(update.Variable, variable)) return update.Value;
        }

        return variable;
    }

    /// <summary>Gives a node a name in the layer that is being called, for derivations and error messages, and returns it.</summary>
    /// <param name="name">For example "z".</param>
    /// <param name="node">The node.</param>
    /// <param name="step">Which time step, in a recurrent layer. Default <see cref="TimeStep"/>.</param>
    public Node Record(string name, Node node, int? step = null)
    {
        if (_frames.TryPeek(out Frame frame)) Names.Add(new NodeOrigin(frame.Path, frame.Call, step ?? frame.TimeStep, name), node);
        return node;
    }

    /// <summary>
    /// What the next random numbers of the layer that is being called are drawn for: no two draws in a model have the same origin.
    /// Use it with <see cref="Step"/>: <c>RandomUniform(context.NextOrigin(), context.Step, shape)</c>.
    /// </summary>
    /// <param name="seed">A seed of the layer's own. Default the model's.</param>
    public RandomOrigin NextOrigin(long? seed = null)
    {
        if (!_frames.TryPop(out Frame frame)) return new RandomOrigin(seed ?? Seed, (int)RandomPurpose.Dropout);
        _frames.Push(frame with { Draws = frame.Draws + 1 });
        return new RandomOrigin(seed ?? Seed, (int)RandomPurpose.Dropout, StableHash(frame.Path), (frame.Call << 8) + frame.Draws);
    }

    /// <summary>The mask of an input of the layer that is being called: true where it is real; null where all of it is.</summary>
    public Node? Mask(int input = 0) => _frames.TryPeek(out Frame frame) && input < frame.Masks.Count ? frame.Masks[input] : null;

    /// <summary>What the layer was called with under a name, for example "initial_state"; empty when it was not.</summary>
    public IReadOnlyList<Node> Options(string name) => _frames.TryPeek(out Frame frame) && frame.Options?.Inputs.TryGetValue(name, out IReadOnlyList<Node>? values) == true ? values : [];

    /// <summary>The value that the layer was called with under a name, for example "attention_mask"; null when it was not.</summary>
    public Node? Option(string name) => Options(name) is [Node value, ..] ? value : null;

    /// <summary>Whether the layer was called with a switch on, for example "use_causal_mask".</summary>
    public bool Flag(string name) => _frames.TryPeek(out Frame frame) && frame.Options?.Flags.GetValueOrDefault(name) == true;

    /// <summary>The mask that travels with a node, or null.</summary>
    public Node? MaskOf(Node node) => _masks.GetValueOrDefault(node);

    /// <summary>Lets a mask travel with a node; null takes it away.</summary>
    public void SetMask(Node node, Node? mask)
    {
        if (mask is null) _masks.Remove(node);
        else if (!IgnoresMasks) _masks[node] = mask;
    }

    internal void Enter(Layer layer, IReadOnlyList<Node?> masks, CallOptions<Node>? options)
    {
        bool training = options?.Flags.TryGetValue("training", out bool given) == true ? given : Training;
        int call = _calls.GetValueOrDefault(layer);
        _calls[layer] = call + 1;
        string path = _frames.TryPeek(out Frame outer) ? outer.Path.Length > 0 ? $"{outer.Path}/{layer.Name}" : layer.Name : layer.IsModel ? "" : layer.Name;
        _frames.Push(new Frame(path, call, 0, training, masks, options, 0));
    }

    /// <summary>
    /// Enters a time step. The count of random draws starts over: equal draws of all steps have one origin and so are one node, which is how a
    /// dropout mask is drawn once for a whole sequence.
    /// </summary>
    /// <param name="step">The index in the input; null for what is done once, before the steps.</param>
    /// <param name="part">The name of a part of the layer; null for the layer itself.</param>
    internal void EnterStep(int? step, string? part = null)
    {
        if (!_frames.TryPeek(out Frame outer)) outer = new Frame("", 0, 0, _training, [], null, 0);
        _frames.Push(outer with { Path = part is null ? outer.Path : $"{outer.Path}/{part}", Draws = step is null ? 0 : FirstDrawOfSteps, Masks = [], Options = null, TimeStep = step ?? outer.TimeStep });
    }

    internal void Leave() => _frames.Pop();

    /// <summary>A hash of a layer's path that is the same in every process (FNV-1a): two layers of one model have different paths.</summary>
    private static int StableHash(string path)
    {
        uint hash = 2166136261;
        foreach (char letter in path) hash = unchecked((hash ^ letter) * 16777619);
        return unchecked((int)hash);
    }

    private readonly record struct Frame(string Path, int Call, int Draws, bool Training, IReadOnlyList<Node?> Masks, CallOptions<Node>? Options, int TimeStep);
}
