using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The largest cell of each window, channel by channel; padding is never chosen. At a tie the first of the largest cells learns.</summary>
/// <inheritdoc cref="PoolingLayer"/>
public abstract class MaxPooling : PoolingLayer
{
    private protected MaxPooling(int rank, PerAxis? poolSize, PerAxis? strides, Padding padding, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, poolSize, strides, padding, dataFormat, name, dtype)
    {
    }

    private protected MaxPooling(int rank, Config config)
        : base(rank, config)
    {
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context) => Functions.MaxPooling(x, Axes(x.Shape));
}
