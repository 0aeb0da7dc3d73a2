using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The largest cell of each channel. At a tie the largest cells share what is learned, as Keras' maximum does.</summary>
/// <inheritdoc cref="GlobalPooling"/>
public abstract class GlobalMaxPooling : GlobalPooling
{
    private protected GlobalMaxPooling(int rank, DataFormat dataFormat, bool keepDims, string? name, DType? dtype)
        : base(rank, dataFormat, keepDims, name, dtype)
    {
    }

    private protected GlobalMaxPooling(int rank, Config config)
        : base(rank, config)
    {
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context) => Functions.Max(x, Cells, KeepDims);
}
