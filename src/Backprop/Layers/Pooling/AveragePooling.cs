using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The mean of the cells of each window, channel by channel; padding is not counted.</summary>
/// <inheritdoc cref="PoolingLayer"/>
public abstract class AveragePooling : PoolingLayer
{
    private protected AveragePooling(int rank, PerAxis? poolSize, PerAxis? strides, Padding padding, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, poolSize, strides, padding, dataFormat, name, dtype)
    {
    }

    private protected AveragePooling(int rank, Config config)
        : base(rank, config)
    {
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context) => Functions.AveragePooling(x, Axes(x.Shape));
}
