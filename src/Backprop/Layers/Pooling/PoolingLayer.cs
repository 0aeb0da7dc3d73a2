using Backprop.Kernels;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// One number for each window of an image, channel by channel.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, channels), or (batch, channels, cells …)</description></item>
/// <item><term>output</term><description>(batch, windows …, channels), or (batch, channels, windows …)</description></item>
/// </list>
/// Source: keras/src/layers/pooling/base_pooling.py.
/// </summary>
public abstract class PoolingLayer : SpatialLayer
{
    private readonly int[] _poolSize, _strides;

    private protected PoolingLayer(int rank, PerAxis? poolSize, PerAxis? strides, Padding padding, DataFormat dataFormat, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype)
    {
        if (padding == Padding.Causal) throw new ArgumentException("A pooling is padded \"valid\" or \"same\", not \"causal\".", nameof(padding));
        _poolSize = (poolSize ?? 2).Expand(rank, "pool size");
        _strides = strides?.Expand(rank, "strides") ?? _poolSize;
        Padding = padding;
    }

    private protected PoolingLayer(int rank, Config config)
        : this(rank, config.Ints("pool_size", rank, 2), config.OptionalInts("strides") is { } strides ? strides : (PerAxis?)null, config.Option("padding", Padding.Valid), config.Option("data_format", DataFormat.ChannelsLast), null, null)
    {
    }

    /// <summary>How many cells a window holds along each axis.</summary>
    public PerAxis PoolSize => _poolSize;

    /// <summary>How far each window lies behind the one before it, along each axis.</summary>
    public PerAxis Strides => _strides;

    /// <summary>What windows do at the edges.</summary>
    public Padding Padding { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("pool_size", _poolSize).SetOption("padding", Padding).Set("strides", _strides).SetOption("data_format", DataFormat);

    /// <summary>Where windows lie in an image of this shape.</summary>
    private protected WindowAxis[] Axes(Shape image) => [.. Enumerable.Range(0, Rank).Select(axis => Padding == Padding.Same
        ? WindowAxis.Same(image[axis + 1], _poolSize[axis], _strides[axis])
        : WindowAxis.Valid(image[axis + 1], _poolSize[axis], _strides[axis]))];
}
