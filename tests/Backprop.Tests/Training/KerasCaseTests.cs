using Backprop.Constraints;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Regularizers;
using Backprop.Schedules;
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

    [Fact]
    public void The_regression_of_the_seeds_with_Adam_in_float32() => new KerasCase("seed-regression-adam").Check(() =>
    {
        var model = new Sequential { new Dense(2, "linear", inputDim: 2), new Dense(1, "linear") };
        model.Compile(new Adam(0.001), "mse");
        return model;
    });

    [Fact]
    public void The_classification_of_the_seeds() => new KerasCase("seed-classification").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, "sigmoid"), new Dense(1, "sigmoid") };
        model.Compile(new Sgd(0.0001), "binary_crossentropy", metrics: ["accuracy"]);
        return model;
    });

    [Fact]
    public void The_classification_of_the_seeds_with_Adam_in_float32() => new KerasCase("seed-classification-adam").Check(() =>
    {
        var model = new Sequential { new Dense(2, "sigmoid"), new Dense(1, "sigmoid") };
        model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);
        return model;
    });

    [Fact]
    public void A_classifier_with_a_validation_split_and_a_partial_batch() => new KerasCase("dense-classifier").Check(() =>
    {
        var model = new Sequential { new Dense(8, "relu"), new Dense(5, "tanh"), new Dense(3, "softmax") };
        model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        return model;
    });

    /// <summary>TensorFlow rounds the √2 of gelu to float32 also in float64, so eight digits can agree.</summary>
    [Fact]
    public void Regularizers_constraints_and_sample_weights() => new KerasCase("dense-regularised", tolerance: 1e-7).Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(7, "elu", kernelRegularizer: new L2(0.01), biasRegularizer: new L1(0.019999999552965164), activityRegularizer: new L2(0.001)),
            new Dense(4, "gelu", kernelRegularizer: new L1L2(0.003, 0.004), kernelConstraint: new MaxNorm(0.9)),
            new Dense(2, kernelConstraint: "unit_norm", biasConstraint: "non_neg"),
        };
        model.Compile(new RmsProp(0.01, momentum: 0.8, centered: true), "mae", metrics: ["mae"], weightedMetrics: ["mse"]);
        return model;
    });

    public static TheoryData<string> OptimizerCases => ["adadelta", "adafactor", "adagrad", "adamax", "ftrl", "lamb", "lion"];

    [Theory]
    [MemberData(nameof(OptimizerCases))]
    public void Optimizers(string name) => new KerasCase($"optimizer-{name}").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(5, "tanh"), new Dense(2) };
        Optimizer optimizer = name switch
        {
            "adadelta" => new Adadelta(0.9),
            "adafactor" => new Adafactor(0.01),
            "adagrad" => new Adagrad(0.05),
            "adamax" => new Adamax(0.01) { WeightDecay = 0.01 },
            "ftrl" => new Ftrl(0.05, l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.02),
            "lamb" => new Lamb(0.01),
            _ => new Lion(0.003),
        };
        model.Compile(optimizer, "mse");
        return model;
    });

    /// <summary>Keras rounds the ln 2 of log_cosh to float32, which is 1.9e-9 off.</summary>
    [Fact]
    public void Accumulated_gradients_and_averaged_weights() => new KerasCase("dense-accumulate-ema", tolerance: 1e-8).Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(5, "mish"), new Dense(1) };
        model.Compile(new Adam(0.02, amsgrad: true) { ClipValue = 0.2, UseEma = true, EmaMomentum = 0.9, GradientAccumulationSteps = 2 }, "log_cosh");
        return model;
    });

    [Theory]
    [InlineData("focal", "sigmoid", "binary_focal_crossentropy", false)]
    [InlineData("hinge", "tanh", "squared_hinge", true)]
    [InlineData("kl-divergence", "softmax", "kl_divergence", true)]
    [InlineData("msle", "softplus", "mean_squared_logarithmic_error", true)]
    [InlineData("poisson", "exponential", "poisson", true)]
    public void Losses(string name, string activation, string loss, bool isMetric) => new KerasCase($"loss-{name}").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(5, "silu"), new Dense(3, activation) };
        model.Compile(new Sgd(0.05), loss, metrics: isMetric ? [loss] : []);
        return model;
    });

    /// <summary>Keras evaluates schedules in float32 also in float64.</summary>
    [Fact]
    public void Class_weights_a_schedule_and_clipping() => new KerasCase("dense-class-weight", tolerance: 1e-6).Check(
        () =>
        {
            var model = new Sequential(dtype: DType.Float64) { new Dense(8, "relu6"), new Dense(3) };
            var optimizer = new Sgd(new ExponentialDecay(0.05, 3, 0.7, staircase: true), momentum: 0.5) { ClipNorm = 0.3 };
            model.Compile(optimizer, new SparseCategoricalCrossentropy(fromLogits: true), metrics: ["accuracy", new Backprop.Metrics.SparseCategoricalCrossentropy(fromLogits: true)]);
            return model;
        },
        new Dictionary<int, double> { [0] = 1, [1] = 3, [2] = 0.5 });

    [Fact]
    public void Logits_with_label_smoothing_and_several_metrics() => new KerasCase("dense-classifier-logits").Check(() =>
    {
        var model = new Sequential { new Dense(6, "selu"), new Dense(4) };
        model.Compile(
            new Sgd(0.05, momentum: 0.9, nesterov: true),
            new CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1),
            metrics: ["categorical_accuracy", new Backprop.Metrics.TopKCategoricalAccuracy(2), new Backprop.Metrics.CategoricalCrossentropy(fromLogits: true)]);
        return model;
    });

    [Fact]
    public void Two_inputs_a_shared_layer_and_two_outputs() => new KerasCase("functional-two-towers").Check(() =>
    {
        SymbolicTensor left = Input.Of([4], DType.Float64, "left"), right = Input.Of([4], DType.Float64, "right");
        var shared = new Dense(6, "relu", name: "shared");
        SymbolicTensor a = shared.Apply(left), b = shared.Apply(right);
        SymbolicTensor both = new Concatenate(name: "both").Apply(a, b, new Multiply().Apply(a, b), new Subtract().Apply(a, b), new Dot(1, normalize: true).Apply(a, b));
        SymbolicTensor average = new Average().Apply(new Maximum().Apply(a, b), new Minimum().Apply(a, b));
        var model = new Functional([left, right], [new Dense(1, "sigmoid", name: "near").Apply(both), new Dense(2, name: "size").Apply(average)]);
        model.Compile("adam", ["binary_crossentropy", "mse"], lossWeights: [1, 0.25], metrics: [["accuracy"], ["mae"]]);
        return model;
    });

    [Fact]
    public void Models_inside_models_with_a_layer_of_our_own() => new KerasCase("nested-models").Check(() =>
    {
        var inner = new Sequential("inner", DType.Float64) { new InputLayer([5], DType.Float64), new Dense(5, "tanh"), new BatchNormalization() };
        SymbolicTensor headInput = Input.Of([5], DType.Float64);
        var head = new Functional(headInput, new Dense(3).Apply(new Dense(4, "relu", trainable: false).Apply(headInput)), "head");
        SymbolicTensor x = Input.Of([5], DType.Float64);
        SymbolicTensor sum = new Add().Apply(inner.Apply(x), x);
        var model = new Functional(x, head.Apply(inner.Apply(sum)));
        model.Compile(new Sgd(0.05, momentum: 0.9), "mse");
        return model;
    });
}
