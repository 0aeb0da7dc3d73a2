using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A larger image: each cell several times along each axis.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, channels), or (batch, channels, cells …)</description></item>
/// <item><term>output</term><description>the same with cells·size along each axis</description></item>
/// </list>
/// Source: keras/src/layers/reshaping/up_sampling2d.py.
/// </summary>
public abstract class UpSampling : SpatialLayer
{
    private readonly int[] _size;

    private protected UpSampling(int rank, PerAxis? size, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype) => _size = (size ?? 2).Expand(rank, "size");

    /// <summary>How often each cell stands there along each axis.</summary>
    public PerAxis Size => _size;

    /// <inheritdoc/>
    public override Config GetConfig() => Rank == 1 ? base.GetConfig().Set("size", _size[0]) : base.GetConfig().Set("size", _size).SetOption("data_format", DataFormat);

    private protected override Node CallChannelsLast(Node x, CallContext context)
    {
        for (int axis = 0; axis < Rank; axis++) x = Functions.Repeat(x, _size[axis], axis + 1);
        return x;
    }
}
