using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Reads a sequence with two recurrent layers, one from its beginning and one from its end, and merges their outputs; a backward sequence is turned round
/// first, so that both speak of the same time step. States, where they are returned, are those of the forward layer, then those of the backward layer;
/// "initial_state" is given in that order, too. At masked steps sequences are zero. Source: keras/src/layers/rnn/bidirectional.py.
/// </summary>
public sealed class Bidirectional : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="layer">The layer that reads forwards. It becomes part of this one.</param>
    /// <param name="mergeMode">How outputs are merged: "concat" side by side (the default), "sum", "mul", "ave", or null for two outputs.</param>
    /// <param name="backwardLayer">The layer that reads backwards. Default one with the same arguments and weights of its own, made through <see cref="LayerRegistry"/>.</param>
    /// <param name="name">The name. Default bidirectional, bidirectional_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">There is no such merge mode, both layers read in one direction, or they do not return the same.</exception>
    public Bidirectional(RecurrentLayer layer, string? mergeMode = "concat", RecurrentLayer? backwardLayer = null, string? name = null, DType? dtype = null, bool trainable = true)
        : base(name, dtype, trainable)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (mergeMode is not ("sum" or "mul" or "ave" or "concat" or null)) throw new ArgumentException($"There is no merge mode \"{mergeMode}\"; there are \"concat\", \"sum\", \"mul\", \"ave\" and null.", nameof(mergeMode));
        MergeMode = mergeMode;
        BackwardLayer = backwardLayer ?? Reversed(layer);
        ForwardLayer = layer;
        layer.Configure(new Config().Set("name", WithPrefix("forward_", layer.Name)));
        if (ForwardLayer.GoBackwards == BackwardLayer.GoBackwards) throw new ArgumentException($"One of the two layers must go backwards and the other must not; for both, goBackwards is {ForwardLayer.GoBackwards}.", nameof(backwardLayer));
        if ((layer.ReturnSequences, layer.ReturnState, layer.Stateful) != (BackwardLayer.ReturnSequences, BackwardLayer.ReturnState, BackwardLayer.Stateful)) throw new ArgumentException("The forward and the backward layer must agree in returnSequences, returnState and stateful.", nameof(backwardLayer));
        foreach (RecurrentLayer part in new[] { ForwardLayer, BackwardLayer })
        {
            part.ZeroOutputForMask = part.ReturnSequences;
            if (!trainable) part.Trainable = false;
        }

        Track(ForwardLayer, "forward_layer");
        Track(BackwardLayer, "backward_layer");
    }

    /// <summary>The layer that reads from the beginning.</summary>
    public RecurrentLayer ForwardLayer { get; }

    /// <summary>The layer that reads from the end.</summary>
    public RecurrentLayer BackwardLayer { get; }

    /// <summary>How outputs are merged: "concat", "sum", "mul", "ave"; null for two outputs.</summary>
    public string? MergeMode { get; }

    /// <summary>Sets the states of stateful layers to zero, for new sequences.</summary>
    public void ResetStates()
    {
        ForwardLayer.ResetStates();
        BackwardLayer.ResetStates();
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("merge_mode", MergeMode).Set("layer", ForwardLayer).Set("backward_layer", BackwardLayer);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Bidirectional FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        RecurrentLayer forward = config.Object("layer", LayerRegistry.All) as RecurrentLayer ?? throw config.Wrong("layer", "a recurrent layer");
        RecurrentLayer? backward = config.Has("backward_layer") ? config.Object("backward_layer", LayerRegistry.All) as RecurrentLayer ?? throw config.Wrong("backward_layer", "a recurrent layer") : null;
        return new(forward, config.Keys.Contains("merge_mode") ? config.OptionalText("merge_mode") : "concat", backward);
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (!ForwardLayer.ReturnSequences) return [];
        return MergeMode is null ? [masks[0], masks[0]] : [masks[0]];
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        foreach (RecurrentLayer part in new[] { ForwardLayer, BackwardLayer }) part.EnsureBuilt([new TensorType(DType, inputShape)]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count != 1) throw new ArgumentException("it takes one input; give states as the option \"initial_state\"");
        IReadOnlyList<Node> given = context.Options("initial_state");
        if (given.Count % 2 != 0) throw new ArgumentException($"its initial state is that of the forward and that of the backward layer; {given.Count} values are no two halves");
        IReadOnlyList<Node> forward = ForwardLayer.ApplyAll(inputs, context, Options(given.Take(given.Count / 2), context));
        IReadOnlyList<Node> backward = BackwardLayer.ApplyAll(inputs, context, Options(given.Skip(given.Count / 2), context));
        (Node a, Node b) = (forward[0], backward[0]);
        if (ForwardLayer.ReturnSequences) b = Functions.SliceAxis(b, 1, null, null, -1);
        Node[] merged = MergeMode switch
        {
            "concat" => [Functions.Concatenate([a, b])],
            "sum" => [a + b],
            "mul" => [a * b],
            "ave" => [(a + b) / 2],
            _ => [a, b],
        };
        return [.. merged, .. forward.Skip(1), .. backward.Skip(1)];
    }

    private static CallOptions<Node> Options(IEnumerable<Node> states, CallContext context) =>
        new CallOptions<Node>().With("mask", context.Mask()).With("initial_state", [.. states]);

    private static RecurrentLayer Reversed(RecurrentLayer layer)
    {
        System.Text.Json.Nodes.JsonObject written = KerasObjects.Write(layer)!;
        written["config"]!["go_backwards"] = true;
        written["config"]!["name"] = WithPrefix("backward_", layer.Name);
        return (RecurrentLayer)LayerRegistry.All.Read(written, $"the backward layer of {layer.Name}");
    }

    private static string WithPrefix(string prefix, string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name : prefix + name;
}
