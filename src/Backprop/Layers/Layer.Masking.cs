using Backprop.Graphs;

namespace Backprop.Layers;

public abstract partial class Layer
{
    /// <summary>
    /// Whether a mask on the input (which time steps are real) also holds for the output. Where it is false, the mask ends here, as in Keras.
    /// A layer that makes or changes a mask overrides <see cref="ComputeMasks"/> instead.
    /// </summary>
    protected virtual bool SupportsMasking => false;

    /// <summary>The masks of the outputs: true where a number is real, (batch, time) for outputs (batch, time, …); null where all are.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="masks">The mask of each input, or null.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="context">The call, for its options.</param>
    protected virtual IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(outputs);
        Node? first = SupportsMasking && masks.Count > 0 ? masks[0] : null;
        return [.. outputs.Select(_ => first)];
    }
}
