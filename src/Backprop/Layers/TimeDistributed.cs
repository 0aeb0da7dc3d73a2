using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Applies a layer to every time step by itself, with the same weights: input (batch, time, …), output (batch, time, …).
/// As in Keras each step is a call of its own, so that batch statistics are those of a step; a dense layer, which has none, is called once.
/// Source: keras/src/layers/rnn/time_distributed.py.
/// </summary>
public sealed class TimeDistributed : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="layer">What is applied to every step. It becomes part of this layer.</param>
    /// <param name="name">The name. Default time_distributed, time_distributed_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public TimeDistributed(Layer layer, string? name = null, DType? dtype = null, bool trainable = true)
        : base(name, dtype, trainable)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer = Track(layer, "layer");
        if (!trainable) layer.Trainable = false;
    }

    /// <summary>What is applied to every step.</summary>
    public Layer Layer { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("layer", Layer);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static TimeDistributed FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Object("layer", LayerRegistry.All));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (inputShape.Rank < 3) throw new ArgumentException("it expects (batch, time, …): three axes or more");
        Layer.EnsureBuilt([new TensorType(DType, inputShape.Remove(1))]);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (x.Shape.Rank < 3) throw new ArgumentException("it expects (batch, time, …): three axes or more");
        if (Layer is Dense && Layer.ActivityRegularizer is null) return Layer.Apply(x, context);
        // A mask with only batch and time says nothing about the inside of a step.
        Node? mask = context.Mask() is { Shape.Rank: > 2 } given ? TimeFirst(given) : null;
        Node sequence = TimeFirst(x);
        var outputs = new Node[x.Shape[1]];
        for (int step = 0; step < outputs.Length; step++)
        {
            outputs[step] = Layer.Apply([At(sequence, step)], context, new CallOptions<Node>().With("mask", mask is null ? null : At(mask, step)));
        }

        return TimeFirst(Functions.Stack(outputs));
    }

    private static Node At(Node sequence, int step) => Functions.Reshape(Functions.SliceAxis(sequence, 0, step, step + 1), sequence.Shape.Remove(0));

    private static Node TimeFirst(Node x) => Functions.Transpose(x, [1, 0, .. Enumerable.Range(2, x.Shape.Rank - 2)]);
}
