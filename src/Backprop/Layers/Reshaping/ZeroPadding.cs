using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Zeros around an image.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, channels), or (batch, channels, cells …)</description></item>
/// <item><term>output</term><description>the same with before + cells + after along each axis</description></item>
/// </list>
/// Source: keras/src/layers/reshaping/zero_padding2d.py.
/// </summary>
public abstract class ZeroPadding : SpatialLayer
{
    private readonly (int Before, int After)[] _padding;

    private protected ZeroPadding(int rank, PerAxis? padding, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype) => _padding = (padding ?? 1).ExpandPairs(rank, "padding");

    private protected ZeroPadding(int rank, Config config)
        : this(rank, Margins.Read(config, "padding"), config.Option("data_format", DataFormat.ChannelsLast), null, null)
    {
    }

    /// <summary>How many zeros stand before and after the image along each axis.</summary>
    public IReadOnlyList<(int Before, int After)> Padding => _padding;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("padding", Margins.Write(_padding)).SetOption("data_format", DataFormat);

    private protected sealed override Node CallChannelsLast(Node x, CallContext context) => Functions.Pad(x, [(0, 0), .. _padding, (0, 0)]);
}
