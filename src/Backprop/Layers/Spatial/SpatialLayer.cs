using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Regularizers;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>A layer for images of one (time), two or three axes with channels. It computes with the channels last; where they come first, they are moved there and back.</summary>
public abstract class SpatialLayer : Layer
{
    private protected SpatialLayer(int rank, DataFormat dataFormat, string? name, DType? dtype, bool trainable = true, Regularizer? activityRegularizer = null)
        : base(name, dtype, trainable, activityRegularizer) => (Rank, DataFormat) = (rank, dataFormat);

    /// <summary>The number of axes of an image, without batch and channels: 1, 2 or 3.</summary>
    public int Rank { get; }

    /// <summary>Where the channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected sealed override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckRank(x.Shape);
        return Finish(MoveBack(CallChannelsLast(MoveLast(x), context), x.Shape.Rank), context);
    }

    /// <summary>The output for an input (batch, …, channels).</summary>
    private protected abstract Node CallChannelsLast(Node x, CallContext context);

    /// <summary>What is done where the channels are back in their place. Default nothing.</summary>
    private protected virtual Node Finish(Node y, CallContext context) => y;

    /// <summary>The number of channels of an input.</summary>
    private protected int Channels(Shape input)
    {
        CheckRank(input);
        return input[DataFormat == DataFormat.ChannelsLast ? -1 : 1];
    }

    private void CheckRank(Shape input)
    {
        string axes = string.Join(", ", new[] { "depth", "height", "width" }[(3 - Rank)..]);
        if (Rank == 1) axes = "steps";
        if (input.Rank != Rank + 2) throw new ArgumentException(DataFormat == DataFormat.ChannelsLast ? $"it expects (batch, {axes}, channels)" : $"it expects (batch, channels, {axes})");
    }

    private Node MoveLast(Node x) => DataFormat == DataFormat.ChannelsLast ? x : Functions.Transpose(x, [0, .. Enumerable.Range(2, Rank), 1]);

    private Node MoveBack(Node y, int rank) => DataFormat == DataFormat.ChannelsLast || y.Shape.Rank != rank ? y : Functions.Transpose(y, [0, Rank + 1, .. Enumerable.Range(1, Rank)]);
}
