using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Layers;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Tests.Optimizers;

public sealed class LossScaleOptimizerTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([12, 3], DType.Float32, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([12, 1], DType.Float32, 2);
    private static readonly Tensor s_large = Tensor.From(s_y.ToArray<float>().Select(number => 64 * number).ToArray(), [12, 1]);

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void A_scale_that_is_a_power_of_two_changes_no_bit(int? accumulation)
    {
        Sequential plain = Compiled(Inner()), scaled = Compiled(new LossScaleOptimizer(Inner(), dynamicGrowthSteps: 4));
        plain.Fit(s_x, s_y, batchSize: 4, epochs: 5);
        scaled.Fit(s_x, s_y, batchSize: 4, epochs: 5);
        Assert.Equal(Numbers(plain), Numbers(scaled));
        var optimizer = (LossScaleOptimizer)scaled.Optimizer;
        Assert.Equal(32768 * 8, optimizer.DynamicScale);
        Assert.Equal(0.01, optimizer.LearningRate, 1e-9);

        Adam Inner() => new(0.01) { GradientAccumulationSteps = accumulation };
    }

    [Fact]
    public void A_step_that_overflows_is_left_out_and_halves_the_scale()
    {
        var optimizer = new LossScaleOptimizer(new Sgd(0.01), initialScale: Math.Pow(2, 127));
        Sequential model = Compiled(optimizer), plain = Compiled(new Sgd(0.01));
        model.TrainOnBatch(s_x, s_large);
        Assert.Equal(Math.Pow(2, 126), optimizer.DynamicScale);
        Assert.Equal(0, optimizer.Iterations.Value.ToArray<long>()[0]);
        Assert.Equal(Numbers(plain), Numbers(model));
        for (int i = 0; i < 20; i++) model.TrainOnBatch(s_x, s_large);
        Assert.InRange(optimizer.Iterations.Value.ToArray<long>()[0], 5, 20);
        for (long i = optimizer.Iterations.Value.ToArray<long>()[0]; i > 0; i--) plain.TrainOnBatch(s_x, s_large);
        Assert.Equal(Numbers(plain), Numbers(model));
    }

    [Fact]
    public void It_is_kept_in_files_with_its_state()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Compiled(new LossScaleOptimizer(new Adam(0.01), 1024, 3));
        model.Fit(s_x, s_y, batchSize: 4, epochs: 2);
        model.Save(folder.At("model.keras"));
        Model read = Model.Load(folder.At("model.keras"));
        LossScaleOptimizer optimizer = Assert.IsType<LossScaleOptimizer>(read.Optimizer);
        Assert.Equal((1024.0 * 4, 3, 1024.0), (optimizer.DynamicScale, optimizer.DynamicGrowthSteps, optimizer.InitialScale));
        Assert.Equal(["iteration", "learning_rate", "step_counter", "dynamic_scale", "iteration", "learning_rate"], optimizer.Variables.Take(6).Select(variable => variable.Name));
        model.Fit(s_x, s_y, batchSize: 4, shuffle: false);
        read.Fit(s_x, s_y, batchSize: 4, shuffle: false);
        Assert.Equal(Numbers(model), Numbers(read));

        // As Keras writes it before the first step.
        Compiled(new LossScaleOptimizer(new Adam(0.01))).Save(folder.At("new.keras"));
        Assert.Equal(32768, ((LossScaleOptimizer)Model.Load(folder.At("new.keras")).Optimizer).DynamicScale);
        Assert.Throws<ConfigException>(() => LossScaleOptimizer.FromConfig(new LossScaleOptimizer(new Sgd()).GetConfig().Set("clipnorm", 1.0)));
    }

    private static Sequential Compiled(Optimizer optimizer)
    {
        var model = new Sequential { new InputLayer([3]), new Dense(4, "tanh"), new Dense(1) };
        model.Compile(optimizer, "mse");
        return model;
    }

    private static IEnumerable<float> Numbers(Model model) => model.GetWeights().SelectMany(weight => weight.ToArray<float>());
}
