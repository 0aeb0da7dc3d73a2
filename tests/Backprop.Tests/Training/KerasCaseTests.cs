using Backprop.Constraints;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Regularizers;
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

    [Fact]
    public void Adagrad() => new KerasCase("optimizer-adagrad").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(5, "tanh"), new Dense(2) };
        model.Compile(new Adagrad(0.05), "mse");
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
