using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Models trained by the real Keras, rebuilt here: the same weights after every step.</summary>
public sealed class KerasCaseTests
{
    [Fact]
    public void The_regression_of_the_seeds() => new KerasCase("seed-regression").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, "linear", inputDim: 2), new Dense(1, "linear") };
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return model;
    });
}
