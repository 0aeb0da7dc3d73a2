using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Operators;

namespace Backprop.Tests.Layers;

public sealed class LayerTests
{
    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new Dense(4, "tanh"), [[3]], [4], [3, 4], [4]);
        LayerContract.Check(() => new Dense(4, useBias: false), [[2, 3]], [2, 4], [3, 4]);
        LayerContract.Check(() => new Activation("softplus"), [[3]], [3]);
        LayerContract.Check(() => new Identity(), [[3]], [3]);
        LayerContract.Check(() => new Flatten(), [[2, 3]], [6]);
        LayerContract.Check(() => new Reshape([3, -1]), [[2, 3]], [3, 2]);
        LayerContract.Check(() => new Dropout(0.4), [[5]], [5]);
        LayerContract.Check(() => new Normalization(), [[3]], [3], [3], [3], []);
        LayerContract.Check(() => new Normalization(mean: [1, 2, 3], variance: [4, 5, 6], invert: true), [[3]], [3]);
        LayerContract.Check(() => new Concatenate(), [[3], [2]], [5]);
        LayerContract.Check(() => new Concatenate(1), [[3, 2], [1, 2]], [4, 2]);
        LayerContract.Check(() => new Add(), [[3], [3], [3]], [3]);
        LayerContract.Check(() => new Add(), [[2, 3], [3]], [2, 3]);
        LayerContract.Check(() => new Subtract(), [[3], [3]], [3]);
        LayerContract.Check(() => new Multiply(), [[3], [3]], [3]);
        LayerContract.Check(() => new Average(), [[3], [3]], [3]);
        LayerContract.Check(() => new Maximum(), [[3], [3]], [3]);
        LayerContract.Check(() => new Minimum(), [[3], [3]], [3]);
        LayerContract.Check(() => new Dot(1), [[3], [3]], [1]);
        LayerContract.Check(() => new Dot(2), [[2, 3], [4, 3]], [2, 4]);
        LayerContract.Check(() => new BatchNormalization(), [[3]], [3], [3], [3], [3], [3]);
    }

    [Fact]
    public void The_layer_of_the_guide_keeps_the_contract() => LayerContract.Check(() => new FeatureScale(), inputs: [[3]], output: [3], weights: [3]);

    [Fact]
    public void A_model_of_our_own_tracks_its_layers_and_is_trained()
    {
        var model = new Residual();
        model.Compile("adam", "mse");
        Tensor x = LayerContract.Numbers([6, 3], DType.Float32, 0), y = LayerContract.Numbers([6, 1], DType.Float32, 1);
        History history = model.Fit(x, y, epochs: 20, batchSize: 4);
        Assert.True(history["loss"][^1] < history["loss"][0]);
        Assert.Equal(["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"], model.Weights.Select(weight => weight.Path));
        Assert.Equal([6, 1], model.Predict(x).Shape);
    }

    [Fact]
    public void Dropout_keeps_and_scales_in_training_with_fresh_numbers_in_every_step()
    {
        Tensor ones = Tensor.Full(1, DType.Float32, [1, 10000]);
        var layer = new Dropout(0.25);
        Variable step = Variable.Of("step", Tensor.Scalar(0, DType.Int64));
        Node dropped = layer.Apply(ones, new CallContext(training: true, seed: 3, step));
        float[] first = dropped.Evaluate().ToArray<float>();
        Assert.All(first, value => Assert.True(value is 0 or 4f / 3));
        Assert.InRange(first.Count(value => value != 0), 7300, 7700);
        Assert.Equal(first, dropped.Evaluate().ToArray<float>());
        step.Assign(Tensor.Scalar(1, DType.Int64));
        Assert.NotEqual(first, dropped.Evaluate().ToArray<float>());
        Assert.Equal(ones.ToArray<float>(), layer.Apply(ones, new CallContext()).Evaluate().ToArray<float>());
    }

    [Fact]
    public void Normalization_learns_mean_and_variance_from_data()
    {
        var layer = new Normalization();
        layer.Adapt(new double[,] { { 1, 10 }, { 3, 10 } });
        Tensor normalised = layer.Apply((Tensor)new double[,] { { 1, 10 }, { 3, 11 } }, new CallContext()).Evaluate();
        // A feature that never varies is divided by 10⁻⁷.
        Assert.Equal([-1, 0, 1, 1e7], normalised.ToArray<double>());
    }

    [Fact]
    public void A_layer_says_what_it_got_and_what_it_expects()
    {
        var model = new Sequential { new Dense(2, inputDim: 3), new Dense(1) };
        ArgumentException wrongInput = Assert.Throws<ArgumentException>(() => model.Predict(new float[,] { { 1, 2 } }));
        Assert.Equal("Input 0 of the model sequential has shape (None, 3); it was given (1, 2).", wrongInput.Message);
        var layer = new Dense(2, name: "hidden");
        layer.Apply(Input.Of([3]));
        LayerInputException wrongLayer = Assert.Throws<LayerInputException>(() => layer.Apply(Input.Of([4])));
        Assert.Equal("The layer hidden (Dense) cannot take float32 (None, 4): its kernel has shape (3, 2), so it expects (batch, …, 3).", wrongLayer.Message);
        Assert.Contains("Did you mean \"relu\"?", Assert.Throws<ArgumentException>(() => new Dense(2, "rellu")).Message);
    }

    /// <summary>The example of docs/adding-a-layer.md.</summary>
    private sealed class FeatureScale(string? name = null) : Layer(name)
    {
        private Variable? _scale;

        protected override void Build(Shape inputShape) => _scale = AddWeight("scale", [inputShape[-1]], "ones");

        protected override Node Call(Node x, CallContext context) => context.Record("a", x * _scale!);
    }

    private sealed class Residual : Model
    {
        private readonly Dense _inner;
        private readonly Dense _outer;

        public Residual() => (_inner, _outer) = (Track(new Dense(3, "tanh")), Track(new Dense(1)));

        protected override Node Call(Node x, CallContext context) => _outer.Apply(x + _inner.Apply(x, context), context);
    }
}
