using Backprop.Graphs;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// One step of a recurrent layer: from the input x of one time step and the states that the step before left, the output and the new states.
/// To write one, derive, say <see cref="StateSizes"/>, create the weights in Build, for an input (batch, …) without time, and describe
/// <see cref="Step"/>. <see cref="RNN"/> makes a layer of it.
/// </summary>
/// <param name="name">The name. Default the class in snake case.</param>
/// <param name="dtype">The number type. Default that of the input.</param>
/// <param name="trainable">Whether the weights are trained. Default true.</param>
public abstract class RecurrentCell(string? name = null, DType? dtype = null, bool trainable = true) : Layer(name, dtype, trainable)
{
    /// <summary>The lengths of the states: each is (batch, size).</summary>
    public abstract IReadOnlyList<int> StateSizes { get; }

    /// <summary>The length of the output. Default that of the first state.</summary>
    public virtual int OutputSize => StateSizes[0];

    /// <summary>
    /// What can be done for all time steps at once, because it needs no state: the product with the input's weights. What comes out is cut into
    /// steps, which <see cref="Step"/> receives. Default: nothing.
    /// </summary>
    /// <param name="x">All steps, (time, batch, …), or one, (batch, …).</param>
    /// <param name="context">The call.</param>
    /// <returns>The same leading axes, and any others.</returns>
    protected virtual Node Prepare(Node x, CallContext context) => x;

    /// <summary>One step as an expression.</summary>
    /// <param name="x">What <see cref="Prepare"/> made of the input, at this step: (batch, …).</param>
    /// <param name="states">The states before the step, (batch, size) each.</param>
    /// <param name="context">The call. Names are recorded for the step by themselves; random numbers are the same in every step of a sequence.</param>
    /// <returns>The output and the states after the step.</returns>
    protected abstract (Node Output, IReadOnlyList<Node> States) Step(Node x, IReadOnlyList<Node> states, CallContext context);

    /// <summary>A single step of the cell, used as a layer: x and the states before it give the output and the states after it.</summary>
    protected sealed override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count != 1 + StateSizes.Count) throw new ArgumentException($"it takes an input and {StateSizes.Count} states, {1 + StateSizes.Count} values");
        (Node output, IReadOnlyList<Node> states) = RunStep(RunPrepare(inputs[0], context, null), [.. inputs.Skip(1)], context, 0, null);
        return [output, .. states];
    }

    /// <summary>Calls <see cref="Prepare"/>.</summary>
    /// <param name="x">All steps, (time, batch, …), or one, (batch, …).</param>
    /// <param name="context">The call.</param>
    /// <param name="part">The cell's name, where it is one of several.</param>
    internal Node RunPrepare(Node x, CallContext context, string? part)
    {
        context.EnterStep(null, part);
        try
        {
            return Prepare(x, context);
        }
        finally
        {
            context.Leave();
        }
    }

    /// <summary>Calls <see cref="Step"/> and looks at what comes back.</summary>
    /// <param name="x">The prepared input.</param>
    /// <param name="states">The states before the step.</param>
    /// <param name="context">The call.</param>
    /// <param name="step">Which time step.</param>
    /// <param name="part">The cell's name, where it is one of several.</param>
    internal (Node Output, IReadOnlyList<Node> States) RunStep(Node x, IReadOnlyList<Node> states, CallContext context, int step, string? part)
    {
        context.EnterStep(step, part);
        try
        {
            (Node output, IReadOnlyList<Node> after) = Step(x, states, context);
            if (after.Count != states.Count) throw new ArgumentException($"a step of its cell {Name} gave {after.Count} states; it has {states.Count}");
            for (int i = 0; i < after.Count; i++)
            {
                if (after[i].Type != states[i].Type) throw new ArgumentException($"a step of its cell {Name} turned state {i} from {states[i].Type} into {after[i].Type}; the type must stay");
            }

            return (output, after);
        }
        finally
        {
            context.Leave();
        }
    }

    /// <summary>States of zeros.</summary>
    internal IReadOnlyList<Node> Zeros(int batch) => [.. StateSizes.Select(size => BroadcastTo(Constant.Of(0, DType), [batch, size]))];
}
