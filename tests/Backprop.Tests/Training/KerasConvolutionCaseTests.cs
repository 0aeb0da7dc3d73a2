using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Convolutions in models trained by the real Keras, rebuilt here: the same weights after every step.</summary>
public sealed class KerasConvolutionCaseTests
{
    [Fact]
    public void A_classifier_of_images() => new KerasCase("convnet").Check(() =>
    {
        var model = new Sequential
        {
            new InputLayer([9, 8, 2]), new Rescaling(0.5, -0.1), new Conv2D(4, 3, padding: Padding.Same, activation: "relu"), new MaxPooling2D(),
            new BatchNormalization(), new Conv2D(5, (2, 3), activation: "relu"), new GlobalAveragePooling2D(), new Dropout(0), new Dense(3, "softmax"),
        };
        model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        return model;
    });

    [Fact]
    public void Convolutions_over_time() => new KerasCase("convolutions-1d").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([12, 3], DType.Float64), new Conv1D(4, 3, padding: Padding.Causal, dilationRate: 2, activation: "relu"), new MaxPooling1D(2),
            new Conv1DTranspose(3, 3, strides: 2), new SeparableConv1D(4, 3, padding: Padding.Same), new AveragePooling1D(3, 2, Padding.Same),
            new ZeroPadding1D(1), new Permute([2, 1]), new Reshape([2, -1]), new GlobalMaxPooling1D(), new Dense(2),
        };
        model.Compile("adam", "mse");
        return model;
    });

    [Fact]
    public void Convolutions_of_images() => new KerasCase("convolutions-2d").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([11, 10, 4], DType.Float64), new Conv2D(6, 3, strides: 2, padding: Padding.Same, groups: 2, activation: "tanh"),
            new ZeroPadding2D(((1, 0), (2, 1))), new DepthwiseConv2D(3, padding: Padding.Same, depthMultiplier: 2), new SeparableConv2D(5, 3, activation: "relu"),
            new Conv2D(4, 2, padding: Padding.Same, dilationRate: 2, useBias: false), new Conv2DTranspose(3, 3, strides: 2, padding: Padding.Same),
            new AveragePooling2D((3, 2), 2, Padding.Same), new UpSampling2D(2), new Cropping2D(1), new Flatten(), new Dense(2),
        };
        model.Compile(new Sgd(0.01), "mse");
        return model;
    });

    [Fact]
    public void Layers_on_many_ranks() => new KerasCase("ranks").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([3, 2, 4], DType.Float64), new Dense(5, "relu"), new EinsumDense("abcd,cde->abe", [3, 6], biasAxes: "e"), new Permute([2, 1]), new Flatten(),
            new Dense(4), new RepeatVector(3), new Flatten(), new Dense(1),
        };
        model.Compile("adam", "mse");
        return model;
    });
}
