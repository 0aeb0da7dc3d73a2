using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A convolution of each channel by itself, with some filters for each: a = f(z), z[o …, c·multiplier + m] = Σ x[o·stride + k·dilation − before …, c]·kernel[k …, c, m] + bias.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, in), or (batch, in, cells …)</description></item>
/// <item><term>kernel</term><description>(size …, in, multiplier)</description></item>
/// <item><term>bias</term><description>(in·multiplier,)</description></item>
/// <item><term>output</term><description>(batch, windows …, in·multiplier), or (batch, in·multiplier, windows …)</description></item>
/// </list>
/// Source: keras/src/layers/convolutional/base_depthwise_conv.py.
/// </summary>
public abstract class DepthwiseConvolution : ConvolutionLayer
{
    private protected DepthwiseConvolution(int rank, int depthMultiplier, ConvolutionArguments arguments)
        : base(rank, arguments)
    {
        if (depthMultiplier < 1) throw new ArgumentOutOfRangeException(nameof(depthMultiplier), $"A depthwise convolution needs 1 filter per channel or more, not {depthMultiplier}.");
        DepthMultiplier = depthMultiplier;
    }

    private protected DepthwiseConvolution(int rank, Config config)
        : this(rank, config.Int("depth_multiplier", 1), ConvolutionArguments.Read(config, rank, "depthwise"))
    {
    }

    /// <summary>The number of filters for each channel.</summary>
    public int DepthMultiplier { get; }

    private protected sealed override Config Describe(Config config) => base.Describe(config.Set("depth_multiplier", DepthMultiplier));

    private protected sealed override Shape[] KernelShapes(Shape size, int channels) => [size.Concat([channels, DepthMultiplier])];

    private protected sealed override int OutputChannels(int channels) => channels * DepthMultiplier;

    private protected sealed override Node Convolve(Node x, IReadOnlyList<Variable> kernels) => Functions.DepthwiseConvolution(x, kernels[0], Axes(x.Shape));
}
