using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Layers;

public sealed class ConvolutionLayerTests
{
    [Fact]
    public void Convolutions_keep_the_contract()
    {
        LayerContract.Check(() => new Conv1D(4, 3, activation: "tanh"), [[6, 2]], [4, 4], [3, 2, 4], [4]);
        LayerContract.Check(() => new Conv1D(2, 3, padding: Padding.Causal, dilationRate: 2), [[5, 2]], [5, 2], [3, 2, 2], [2]);
        LayerContract.Check(() => new Conv1D(4, 2, strides: 2, padding: Padding.Same, groups: 2, useBias: false, dataFormat: DataFormat.ChannelsFirst), [[2, 5]], [4, 3], [2, 1, 4]);
        LayerContract.Check(() => new Conv2D(3, (3, 2), strides: 2, padding: Padding.Same, activation: "sigmoid"), [[5, 4, 2]], [3, 2, 3], [3, 2, 2, 3], [3]);
        LayerContract.Check(() => new Conv2D(2, 2, dataFormat: DataFormat.ChannelsFirst, activation: "softmax", kernelRegularizer: "l2", biasConstraint: "non_neg"), [[3, 4, 3]], [2, 3, 2], [2, 2, 3, 2], [2]);
        LayerContract.Check(() => new Conv2D(3, 1), [[2, 3, 2]], [2, 3, 3], [1, 1, 2, 3], [3]);
        LayerContract.Check(() => new Conv3D(2, [2, 1, 2], padding: Padding.Same), [[2, 3, 2, 1]], [2, 3, 2, 2], [2, 1, 2, 1, 2], [2]);
    }

    [Fact]
    public void Transposed_convolutions_keep_the_contract()
    {
        LayerContract.Check(() => new Conv1DTranspose(2, 3, strides: 2), [[3, 2]], [7, 2], [3, 2, 2], [2]);
        LayerContract.Check(() => new Conv1DTranspose(2, 2, strides: 3), [[3, 2]], [9, 2], [2, 2, 2], [2]);
        LayerContract.Check(() => new Conv1DTranspose(2, 3, strides: 2, padding: Padding.Same, outputPadding: 0), [[3, 1]], [5, 2], [3, 2, 1], [2]);
        LayerContract.Check(() => new Conv2DTranspose(3, 3, strides: (2, 1), padding: Padding.Same, dataFormat: DataFormat.ChannelsFirst), [[2, 2, 3]], [3, 4, 3], [3, 3, 3, 2], [3]);
        LayerContract.Check(() => new Conv2DTranspose(1, 2, dilationRate: 2, useBias: false), [[2, 2, 2]], [4, 4, 1], [2, 2, 1, 2]);
        LayerContract.Check(() => new Conv3DTranspose(1, 2, strides: 2, padding: Padding.Same), [[1, 2, 2, 2]], [2, 4, 4, 1], [2, 2, 2, 1, 2], [1]);
    }

    [Fact]
    public void Depthwise_and_separable_convolutions_keep_the_contract()
    {
        LayerContract.Check(() => new DepthwiseConv1D(3, depthMultiplier: 2, padding: Padding.Same), [[4, 2]], [4, 4], [3, 2, 2], [4]);
        LayerContract.Check(() => new DepthwiseConv2D(2, strides: 2, activation: "tanh"), [[4, 4, 3]], [2, 2, 3], [2, 2, 3, 1], [3]);
        LayerContract.Check(() => new DepthwiseConv2D(2, dataFormat: DataFormat.ChannelsFirst, useBias: false), [[2, 3, 4]], [2, 2, 3], [2, 2, 2, 1]);
        LayerContract.Check(() => new SeparableConv1D(3, 2, depthMultiplier: 2), [[4, 2]], [3, 3], [2, 2, 2], [1, 4, 3], [3]);
        LayerContract.Check(() => new SeparableConv2D(2, 2, padding: Padding.Same, pointwiseRegularizer: "l1"), [[3, 3, 2]], [3, 3, 2], [2, 2, 2, 1], [1, 1, 2, 2], [2]);
        Assert.Equal(["depthwise_kernel", "pointwise_kernel", "bias"], Built(new SeparableConv2D(2, 2), [3, 3, 2]).Weights.Select(weight => weight.Name));
    }

    [Fact]
    public void Poolings_keep_the_contract()
    {
        LayerContract.Check(() => new MaxPooling1D(), [[5, 2]], [2, 2]);
        LayerContract.Check(() => new MaxPooling2D(3, strides: 2, padding: Padding.Same), [[5, 4, 2]], [3, 2, 2]);
        LayerContract.Check(() => new MaxPooling3D((1, 2, 2), dataFormat: DataFormat.ChannelsFirst), [[2, 2, 4, 2]], [2, 2, 2, 1]);
        LayerContract.Check(() => new AveragePooling1D(3, strides: 2, padding: Padding.Same), [[6, 2]], [3, 2]);
        LayerContract.Check(() => new AveragePooling2D((3, 2), strides: 1), [[4, 4, 2]], [2, 3, 2]);
        LayerContract.Check(() => new AveragePooling3D(), [[2, 2, 2, 1]], [1, 1, 1, 1]);
        LayerContract.Check(() => new GlobalMaxPooling1D(), [[4, 2]], [2]);
        LayerContract.Check(() => new GlobalMaxPooling2D(keepDims: true), [[2, 3, 2]], [1, 1, 2]);
        LayerContract.Check(() => new GlobalMaxPooling3D(DataFormat.ChannelsFirst), [[2, 2, 2, 2]], [2]);
        LayerContract.Check(() => new GlobalAveragePooling1D(), [[4, 2]], [2]);
        LayerContract.Check(() => new GlobalAveragePooling2D(DataFormat.ChannelsFirst, keepDims: true), [[2, 3, 2]], [2, 1, 1]);
        LayerContract.Check(() => new GlobalAveragePooling3D(), [[2, 2, 2, 2]], [2]);
    }

    [Fact]
    public void A_global_average_over_time_counts_the_steps_that_are_real()
    {
        Tensor x = Tensor.From<double>([1, 2, 4, 100], [1, 4, 1]), mask = Tensor.From<bool>([true, true, true, false], [1, 4]);
        var options = new CallOptions<Node>().With("mask", (Node)mask);
        Assert.Equal([7.0 / 3], new GlobalAveragePooling1D().Apply([(Node)x], new CallContext(), options).Evaluate().ToArray<double>());
    }

    [Fact]
    public void A_convolution_says_what_it_expects()
    {
        Assert.Contains("(batch, height, width, channels)", Assert.Throws<LayerInputException>(() => new Conv2D(2, 3).Apply(Input.Of([8, 8]))).Message);
        Assert.Contains("(batch, channels, steps)", Assert.Throws<LayerInputException>(() => new MaxPooling1D(dataFormat: DataFormat.ChannelsFirst).Apply(Input.Of([8]))).Message);
        Assert.Contains("span 3", Assert.Throws<LayerInputException>(() => new Conv2D(2, 3).Apply(Input.Of([2, 8, 1]))).Message);
        Assert.Contains("4 divides", Assert.Throws<LayerInputException>(() => new Conv1D(4, 3, groups: 4).Apply(Input.Of([8, 6]))).Message);
        Assert.Contains("kernel size", Assert.Throws<ArgumentException>(() => new Conv2D(2, (3, 3, 3))).Message);
        Assert.Contains("dilation", Assert.Throws<ArgumentException>(() => new Conv2D(2, 3, strides: 2, dilationRate: 2)).Message);
        Assert.Contains("Conv1D", Assert.Throws<ArgumentException>(() => new Conv2D(2, 3, padding: Padding.Causal)).Message);
    }

    private static Layer Built(Layer layer, Shape sample)
    {
        layer.Apply(Input.Of(sample));
        return layer;
    }
}
