using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Cuts cells off the edges of an image.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, channels), or (batch, channels, cells …)</description></item>
/// <item><term>output</term><description>the same with cells − before − after along each axis</description></item>
/// </list>
/// Source: keras/src/layers/reshaping/cropping2d.py.
/// </summary>
public abstract class Cropping : SpatialLayer
{
    private readonly (int Before, int After)[] _cropping;

    private protected Cropping(int rank, PerAxis cropping, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype) => _cropping = cropping.ExpandPairs(rank, "cropping");

    private protected Cropping(int rank, Config config)
        : this(rank, Margins.Read(config, "cropping"), config.Option("data_format", DataFormat.ChannelsLast), null, null)
    {
    }

    /// <summary>How many cells are cut off before and after along each axis.</summary>
    public IReadOnlyList<(int Before, int After)> Margin => _cropping;

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config config = base.GetConfig().Set("cropping", Margins.Write(_cropping));
        return Rank == 1 ? config : config.SetOption("data_format", DataFormat);
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context)
    {
        int[] lengths = [.. _cropping.Select((cut, axis) => x.Shape[axis + 1] - cut.Before - cut.After)];
        if (lengths.Min() < 1) throw new ArgumentException($"it cuts off {string.Join(", ", _cropping)}, so it expects more cells than that along each axis");
        return Functions.Slice(x, [null, .. _cropping.Select(cut => (int?)cut.Before)], [null, .. _cropping.Select((cut, axis) => (int?)(cut.Before + lengths[axis]))]);
    }
}
