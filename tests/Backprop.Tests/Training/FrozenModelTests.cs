using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class FrozenModelTests
{
    [Fact]
    public void A_model_without_trainable_weights_trains_nothing_and_says_so_once()
    {
        Tensor x = LayerContract.Numbers([4, 3], DType.Float64, 1), y = LayerContract.Numbers([4, 1], DType.Float64, 2);
        var model = new Sequential(name: "all_frozen", dtype: DType.Float64) { new Dense(1, inputDim: 3, name: "kept") { Trainable = false } };
        model.Compile("adam", "mse");
        Tensor before = model.Predict(x);
        string warnings = TestRun.ErrorsOf(() =>
        {
            model.Fit(x, y, epochs: 2);
            model.Fit(x, y, epochs: 2);
        });

        Assert.Single(warnings.Split('\n'), line => line.Contains("all_frozen does not have any trainable weights", StringComparison.Ordinal));
        Assert.Equal(before.ToArray<double>(), model.Predict(x).ToArray<double>());
    }
}
