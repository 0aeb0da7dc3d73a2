using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Filters that look at every place of an image through the same weights: a = f(z), z[o …, f] = Σ x[o·stride + k·dilation − before …, c]·kernel[k …, c, f] + bias[f].
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, in), or (batch, in, cells …)</description></item>
/// <item><term>kernel</term><description>(size …, in / groups, filters)</description></item>
/// <item><term>bias</term><description>(filters,)</description></item>
/// <item><term>output</term><description>(batch, windows …, filters), or (batch, filters, windows …)</description></item>
/// </list>
/// Source: keras/src/layers/convolutional/base_conv.py.
/// </summary>
public abstract class Convolution : ConvolutionLayer
{
    private protected Convolution(int rank, int filters, int groups, ConvolutionArguments arguments)
        : base(rank, arguments)
    {
        if (filters < 1) throw new ArgumentOutOfRangeException(nameof(filters), $"A convolution needs 1 filter or more, not {filters}.");
        if (groups < 1 || filters % groups != 0) throw new ArgumentException($"The number of groups must be 1 or more and divide the filters; it is {groups}, with {filters} filters.", nameof(groups));
        (Filters, Groups) = (filters, groups);
    }

    private protected Convolution(int rank, Config config)
        : this(rank, config.Unsupported("lora_rank", "dora_rank").Int("filters"), config.Int("groups", 1), ConvolutionArguments.Read(config, rank, "kernel"))
    {
    }

    /// <summary>The number of filters: the channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Into how many parts channels and filters are cut; each part of the filters sees its own channels only.</summary>
    public int Groups { get; }

    private protected sealed override Config Describe(Config config) => base.Describe(config.Set("filters", Filters)).Set("groups", Groups);

    private protected sealed override Shape[] KernelShapes(Shape size, int channels) =>
        channels % Groups == 0 ? [size.Concat([channels / Groups, Filters])] : throw new ArgumentException($"it has {Groups} groups, so it expects a number of channels that {Groups} divides");

    private protected sealed override int OutputChannels(int channels) => Filters;

    private protected sealed override Node Convolve(Node x, IReadOnlyList<Variable> kernels) => Functions.Convolution(x, kernels[0], Axes(x.Shape), Groups);
}
