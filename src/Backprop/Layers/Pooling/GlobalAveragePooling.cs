using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The mean of each channel; over time, the mean of the steps that a mask says are real.</summary>
/// <inheritdoc cref="GlobalPooling"/>
public abstract class GlobalAveragePooling : GlobalPooling
{
    private protected GlobalAveragePooling(int rank, DataFormat dataFormat, bool keepDims, string? name, DType? dtype)
        : base(rank, dataFormat, keepDims, name, dtype)
    {
    }

    private protected GlobalAveragePooling(int rank, Config config)
        : base(rank, config)
    {
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context)
    {
        if (Rank != 1 || context.Mask() is not { } mask) return Functions.Mean(x, Cells, KeepDims);
        Node isReal = Functions.Reshape(mask, [x.Shape[0], x.Shape[1], 1]);
        Node sum = Functions.Sum(Functions.Where(isReal, x, Functions.Like(x, 0)), Cells, KeepDims);
        return Functions.Divide(sum, Functions.Sum(Functions.Cast(isReal, x.DType), Cells, KeepDims));
    }
}
