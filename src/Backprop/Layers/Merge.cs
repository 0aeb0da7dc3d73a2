using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>
/// Combines two or more inputs element by element. Lengths must be equal, or 1; an input with fewer axes gets new ones behind the batch, as in Keras.
/// Source: keras/src/layers/merging/base_merge.py.
/// </summary>
/// <param name="name">The name.</param>
/// <param name="dtype">The number type.</param>
public abstract class Merge(string? name, DType? dtype) : Layer(name, dtype)
{
    /// <inheritdoc/>
    protected internal override bool TakesList => true;

    /// <summary>The fewest inputs.</summary>
    private protected virtual int Fewest => 1;

    /// <summary>The most inputs.</summary>
    private protected virtual int Most => int.MaxValue;

    /// <inheritdoc/>
    protected sealed override Node Call(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count < Fewest || inputs.Count > Most) throw new ArgumentException($"it takes {(Most == Fewest ? $"{Most}" : $"{Fewest} or more")} inputs, not {inputs.Count}");
        int rank = inputs.Max(input => input.Shape.Rank);
        return Combine([.. inputs.Select(input => Widen(input, rank))], [.. inputs.Select((_, i) => context.Mask(i))]);
    }

    /// <summary>The combination of inputs of one rank that may have masks.</summary>
    private protected virtual Node Combine(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks) => Combine(inputs);

    /// <summary>Real where at least one input is, when all inputs have a mask; otherwise the masks end here.</summary>
    protected override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.Contains(null) ? [null] : [masks.Aggregate((a, b) => Functions.LogicalOr(a!, b!))];
    }

    /// <summary>The combination of inputs of one rank.</summary>
    protected abstract Node Combine(IReadOnlyList<Node> inputs);

    private static Node Widen(Node x, int rank)
    {
        Shape shape = x.Shape;
        while (shape.Rank < rank) shape = shape.Insert(1, 1);
        return Functions.Reshape(x, shape);
    }
}
