using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// One number for each channel of an image.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, channels), or (batch, channels, cells …)</description></item>
/// <item><term>output</term><description>(batch, channels); with kept axes (batch, 1 …, channels), or (batch, channels, 1 …)</description></item>
/// </list>
/// Source: keras/src/layers/pooling/base_global_pooling.py.
/// </summary>
public abstract class GlobalPooling : SpatialLayer
{
    private protected GlobalPooling(int rank, DataFormat dataFormat, bool keepDims, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype) => KeepDims = keepDims;

    private protected GlobalPooling(int rank, Config config)
        : this(rank, config.Option("data_format", DataFormat.ChannelsLast), config.Bool("keepdims"), null, null)
    {
    }

    /// <summary>Whether the axes of the image stay, with length 1.</summary>
    public bool KeepDims { get; }

    /// <summary>The axes of the image.</summary>
    private protected int[] Cells => [.. Enumerable.Range(1, Rank)];

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().SetOption("data_format", DataFormat).Set("keepdims", KeepDims);

    /// <summary>A mask ends here: no steps are left.</summary>
    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context) => [null];
}
