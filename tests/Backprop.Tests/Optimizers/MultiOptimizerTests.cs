using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Layers;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Tests.Optimizers;

public sealed class MultiOptimizerTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([12, 3], DType.Float32, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([12, 1], DType.Float32, 2);

    /// <summary>Two models that get the joint one's weights before each step, and keep optimizers of their own, move their parts to the same bits.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Every_weight_moves_as_under_its_own_optimizer_alone(int? accumulation)
    {
        Sequential joint = Compiled(new MultiOptimizer(new OptimizerMap { { "hidden/", First() } }, Second())), first = Compiled(First()), second = Compiled(Second());
        for (int step = 0; step < 6; step++)
        {
            IReadOnlyList<Tensor> before = joint.GetWeights();
            first.SetWeights(before);
            second.SetWeights(before);
            foreach (Sequential model in new[] { joint, first, second }) model.TrainOnBatch(s_x, s_y);
            Assert.Equal(Numbers(first).Take(16), Numbers(joint).Take(16));
            Assert.Equal(Numbers(second).Skip(16), Numbers(joint).Skip(16));
        }

        Assert.Equal(6, joint.Optimizer.Iterations.Value.At(0));
        Assert.Equal(0.1, joint.Optimizer.LearningRate, 1e-8);

        Sgd First() => new(0.1, momentum: 0.9) { GradientAccumulationSteps = accumulation, ClipNorm = 0.01 };
        Adam Second() => new(0.02) { GradientAccumulationSteps = accumulation, WeightDecay = 0.1 };
    }

    [Fact]
    public void Weights_are_chosen_by_the_beginning_of_their_path_or_name_and_by_functions()
    {
        Sgd kernels = new(), biases = new();
        var rest = new Adam();
        Sequential model = Compiled("sgd");
        var optimizer = new MultiOptimizer(new OptimizerMap { { "kernel$", kernels }, { weight => weight.Name == "hidden/bias", biases } }, rest);
        Assert.Equal([kernels, biases, kernels, rest], model.TrainableWeights.Select(weight => optimizer.OptimizerOf(weight.Variable)));
        Assert.Equal([kernels, biases, rest], optimizer.InnerOptimizers);
        var named = new MultiOptimizer(new OptimizerMap { { [model.TrainableWeights[3].Variable], biases }, { "ernel", kernels } }, rest);
        Assert.Equal([rest, rest, rest, biases], model.TrainableWeights.Select(weight => named.OptimizerOf(weight.Variable)));
    }

    [Fact]
    public void It_is_kept_in_files_with_its_state()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Compiled("sgd");
        var shared = new Adam(0.01);
        var map = new OptimizerMap { { "hidden/kernel", shared }, { [model.TrainableWeights[3].Variable], shared }, { "nothing", new Lion() } };
        model.Compile(new MultiOptimizer(map, new Sgd(0.1, momentum: 0.5)), "mse");
        model.Fit(s_x, s_y, batchSize: 4, epochs: 2);
        model.Save(folder.At("model.keras"));
        Model read = Model.Load(folder.At("model.keras"));
        MultiOptimizer optimizer = Assert.IsType<MultiOptimizer>(read.Optimizer);
        Assert.Equal([typeof(Adam), typeof(Lion), typeof(Sgd)], optimizer.InnerOptimizers.Select(inner => inner.GetType()));
        Assert.Equal(["iteration", "learning_rate", "iteration", "learning_rate"], optimizer.Variables.Take(4).Select(variable => variable.Name));
        model.Fit(s_x, s_y, batchSize: 4, shuffle: false);
        read.Fit(s_x, s_y, batchSize: 4, shuffle: false);
        Assert.Equal(Numbers(model), Numbers(read));

        // As Keras writes it before the first step.
        Compiled(new MultiOptimizer(new OptimizerMap { { "hidden/", new Adam() } }, new Sgd())).Save(folder.At("new.keras"));
        Assert.Equal(0, Model.Load(folder.At("new.keras")).Optimizer.Iterations.Value.At(0));
    }

    [Fact]
    public void It_may_stand_in_an_optimizer_that_scales_losses()
    {
        Sequential plain = Compiled(Joint()), scaled = Compiled(new LossScaleOptimizer(Joint()));
        plain.Fit(s_x, s_y, batchSize: 4, epochs: 3);
        scaled.Fit(s_x, s_y, batchSize: 4, epochs: 3);
        Assert.Equal(Numbers(plain), Numbers(scaled));

        static MultiOptimizer Joint() => new(new OptimizerMap { { "hidden/", new Adam() } }, new Sgd());
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        using var folder = new TemporaryFolder();
        Sequential twice = Compiled(new MultiOptimizer(new OptimizerMap { { "hidden/", new Adam() }, { "kernel", new Lion() } }, new Sgd()));
        Says("hidden/kernel is given to 2 optimizers, adam and lion", () => twice.TrainOnBatch(s_x, s_y));
        Says("\"(\" cannot be used to choose weights", () => new OptimizerMap { { "(", new Adam() } });
        Says("loss_scale_optimizer works with all weights together", () => new MultiOptimizer([], new LossScaleOptimizer(new Adam())));
        Says("different numbers of steps", () => new MultiOptimizer(new OptimizerMap { { "hidden/", new Adam { GradientAccumulationSteps = 2 } } }, new Sgd()));
        Sequential chosen = Compiled(new MultiOptimizer(new OptimizerMap { { _ => true, new Adam() } }, new Sgd()));
        Assert.Contains("cannot be written to a file", Assert.Throws<NotSupportedException>(() => chosen.Save(folder.At("model.keras"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        JsonObject json = new MultiOptimizer(new OptimizerMap { { "hidden/", new Adam() } }, new Sgd()).GetConfig().ToJson();
        json["obj_map"]!["config"]!["variable_identifier"] = new JsonArray("a", "b");
        Assert.Contains("optimizer.obj_map.config.variable_identifier", Assert.Throws<ConfigException>(() => MultiOptimizer.FromConfig(new Config(json, "optimizer"))).Message, StringComparison.Ordinal);
        json["obj_map"]!["class_name"] = "MyMap";
        Assert.Contains("\"OptimizerMap\"", Assert.Throws<ConfigException>(() => MultiOptimizer.FromConfig(new Config(json, "optimizer"))).Message, StringComparison.Ordinal);
    }

    private static void Says(string words, Action action) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static Sequential Compiled(Optimizer optimizer)
    {
        var model = new Sequential { new InputLayer([3]), new Dense(4, "tanh", name: "hidden"), new Dense(1, name: "output") };
        Tensor[] start = [.. model.Weights.Select((weight, i) => LayerContract.Numbers(weight.Shape, DType.Float32, i))];
        model.SetWeights(start);
        model.Compile(optimizer, "mse");
        return model;
    }

    private static IEnumerable<float> Numbers(Model model) => model.GetWeights().SelectMany(weight => weight.ToArray<float>());
}
