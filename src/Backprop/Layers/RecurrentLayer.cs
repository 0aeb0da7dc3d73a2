using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Reads a sequence step by step with a cell, each step starting from the states that the one before left. The graph is unrolled: every time step
/// has nodes of its own, so derivations show h(0), h(1) …; what needs no state, the product of the whole input, is computed at once.
/// <list type="table">
/// <item><term>input</term><description>(batch, time, …)</description></item>
/// <item><term>mask</term><description>(batch, time): at a step that is not real the states stay, and the output of the step before is repeated</description></item>
/// <item><term>option "initial_state"</term><description>one value per state, (batch, size); default zeros</description></item>
/// <item><term>output</term><description>(batch, size) of the last step; (batch, time, size) when sequences are returned; then the last states, when they are</description></item>
/// </list>
/// Source: keras/src/layers/rnn/rnn.py.
/// </summary>
public abstract class RecurrentLayer : Layer
{
    private Variable[]? _states;

    private protected RecurrentLayer(RecurrentCell cell, RecurrentArguments arguments)
        : base(arguments.Name, arguments.DType, arguments.Trainable, arguments.ActivityRegularizer)
    {
        ArgumentNullException.ThrowIfNull(cell);
        (Cell, ReturnSequences, ReturnState, GoBackwards) = (cell, arguments.ReturnSequences, arguments.ReturnState, arguments.GoBackwards);
        (Stateful, Unroll, ZeroOutputForMask) = (arguments.Stateful, arguments.Unroll, arguments.ZeroOutputForMask);
        Track(cell, "cell");
        if (!arguments.Trainable) cell.Trainable = false;
    }

    /// <summary>What is repeated at every time step.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>Whether the output of every time step is returned, or that of the last alone.</summary>
    public bool ReturnSequences { get; }

    /// <summary>Whether the last states are returned behind the output.</summary>
    public bool ReturnState { get; }

    /// <summary>Whether the input is read from its end. A sequence of outputs stands in the order in which they were computed: reversed.</summary>
    public bool GoBackwards { get; }

    /// <summary>Whether each batch starts with the states that the batch before left; all batches then have one length.</summary>
    public bool Stateful { get; }

    /// <summary>Kept for Keras' files; the graph is always unrolled.</summary>
    public bool Unroll { get; }

    /// <summary>Whether masked steps put out zeros instead of the output before.</summary>
    public bool ZeroOutputForMask { get; internal set; }

    /// <summary>The states that a stateful layer keeps from batch to batch; empty before the first.</summary>
    public IReadOnlyList<Variable> States => _states ?? [];

    /// <summary>Sets the states of a stateful layer to zero, for new sequences.</summary>
    public void ResetStates()
    {
        foreach (Variable state in States) state.Assign(new Tensor(state.DType, state.Shape));
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("return_sequences", ReturnSequences).Set("return_state", ReturnState).Set("go_backwards", GoBackwards)
        .Set("stateful", Stateful).Set("unroll", Unroll).Set("zero_output_for_mask", ZeroOutputForMask);

    /// <inheritdoc/>
    protected sealed override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return [ReturnSequences ? masks[0] : null];
    }

    /// <inheritdoc/>
    protected sealed override void Build(Shape inputShape)
    {
        if (inputShape.Rank < 3) throw new ArgumentException("it expects (batch, time, features). Give numbers without features an axis of length 1 at the end.");
        Cell.EnsureBuilt([new TensorType(DType, inputShape.Remove(1))]);
    }

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count != 1) throw new ArgumentException("it takes one input; give states as the option \"initial_state\"");
        Node x = inputs[0];
        if (x.Shape.Rank < 3) throw new ArgumentException("it expects (batch, time, features)");
        if (x.Shape[1] == 0) throw new ArgumentException("it expects at least one time step");
        IReadOnlyList<Node> states = InitialStates(x.Shape[0], context);
        // Time in front: a step is then one piece of memory, and so is its place in the stack of outputs.
        Node prepared = Cell.RunPrepare(TimeFirst(x), context, null);
        Node? mask = context.Mask() is { } given ? TimeFirst(Cast(given, DType.Bool)) : null;
        var outputs = new Node[x.Shape[1]];
        Node? output = null;
        // All steps are of one type: where nothing but types is asked for, two of them tell it, and the second stands for the rest.
        int steps = context.IsDry ? Math.Min(outputs.Length, 2) : outputs.Length;
        for (int i = 0; i < steps; i++)
        {
            int step = GoBackwards ? outputs.Length - 1 - i : i;
            (Node now, IReadOnlyList<Node> after) = Cell.RunStep(At(prepared, step), states, context, step, null);
            if (mask is not null)
            {
                Node real = At(mask, step);
                // Before the first step the output is zero, whatever the states are.
                Node before = output is null || ZeroOutputForMask ? BroadcastTo(Like(now, 0), now.Shape) : output;
                now = Choose(real, now, before);
                after = [.. after.Zip(states, (next, old) => Choose(real, next, old))];
            }

            (outputs[i], output, states) = (now, now, after);
        }

        Array.Fill(outputs, output!, steps, outputs.Length - steps);
        if (Stateful && !context.IsDry)
        {
            for (int i = 0; i < states.Count; i++) context.AddUpdate(_states![i], states[i]);
        }

        Node result = ReturnSequences ? TimeFirst(Stack(outputs)) : output!;
        return ReturnState ? [result, .. states] : [result];
    }

    private IReadOnlyList<Node> InitialStates(int batch, CallContext context)
    {
        if (context.Options("initial_state") is { Count: > 0 } given)
        {
            if (given.Count != Cell.StateSizes.Count) throw new ArgumentException($"it has {Cell.StateSizes.Count} states and was given an initial state of {given.Count} values");
            for (int i = 0; i < given.Count; i++)
            {
                Shape expected = [batch, Cell.StateSizes[i]];
                if (given[i].Shape != expected) throw new ArgumentException($"its initial state {i} must have the shape {expected}, not {given[i].Shape}");
            }

            if (Stateful && !context.IsDry) KeptStates(batch);
            return [.. given.Select(state => Cast(state, DType))];
        }

        return Stateful && !context.IsDry ? [.. KeptStates(batch).Select(context.Read)] : Cell.Zeros(batch);
    }

    /// <summary>The variables of the states, made for the first batch.</summary>
    private Variable[] KeptStates(int batch)
    {
        _states ??= [.. Cell.StateSizes.Select(size => Variable.Of($"{Name}/rnn_state", new Tensor(DType, [batch, size])))];
        if (_states.Length > 0 && _states[0].Shape[0] != batch) throw new ArgumentException($"it is stateful and keeps states for batches of {_states[0].Shape[0]} samples; this one has {batch}. Choose a batch size that divides the number of samples, and the same one everywhere");
        return _states;
    }

    private static Node At(Node sequence, int step) => Reshape(SliceAxis(sequence, 0, step, step + 1), sequence.Shape.Remove(0));

    private static Node TimeFirst(Node x) => Transpose(x, [1, 0, .. Enumerable.Range(2, x.Shape.Rank - 2)]);

    /// <summary>Rows of a where the mask (batch,) is true, of b elsewhere.</summary>
    private static Node Choose(Node mask, Node a, Node b)
    {
        Shape shape = mask.Shape;
        while (shape.Rank < a.Shape.Rank) shape = shape.Concat([1]);
        return Where(Reshape(mask, shape), a, b);
    }
}
