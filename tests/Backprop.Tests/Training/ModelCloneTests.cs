using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Tests.KerasParity;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class ModelCloneTests
{
    public static TheoryData<string> Models => [.. ParityFolder.Folders("models")];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_clone_has_the_configuration_and_on_request_the_weights(string folder)
    {
        Model model = Model.Load(ParityFolder.At("models", folder, "initial.keras"));
        Model clone = model.Clone(copyWeights: true);
        Assert.Equal(model.ToJson().ToJsonString(), clone.ToJson().ToJsonString());
        Assert.Equal(model.Weights.Select(weight => (weight.Path, weight.IsTrainable)), clone.Weights.Select(weight => (weight.Path, weight.IsTrainable)));
        Assert.Equal(model.TrainableWeights.Select(weight => weight.Path), clone.TrainableWeights.Select(weight => weight.Path));
        foreach ((Weight own, Weight other) in model.Weights.Zip(clone.Weights))
        {
            Assert.NotSame(own.Variable, other.Variable);
            Assert.Equal(own.Variable.Value.Cast(DType.Float64).ToArray<double>(), other.Variable.Value.Cast(DType.Float64).ToArray<double>());
        }

        Assert.Empty(model.SelfAndParts().Intersect(clone.SelfAndParts()));
        Assert.False(clone.IsCompiled);
    }

    [Fact]
    public void Fresh_weights_follow_from_the_seed()
    {
        Sequential model = Small();
        float[] Kernel(Model of) => of.Weights[0].Variable.Value.ToArray<float>();
        Assert.Equal(Kernel(Small()), Kernel(model.Clone()));
        model.Weights[0].Assign(Tensor.Full(2, DType.Float32, [2, 3]));
        Assert.Equal(Kernel(Small()), Kernel(model.Clone()));
        Assert.NotEqual(Kernel(model.Clone(seed: 1)), Kernel(model.Clone(seed: 2)));
        Assert.Equal(Kernel(new Sequential(seed: 5) { new Dense(3, inputDim: 2) }), Kernel(model.Clone(seed: 5)));
        Assert.All(Kernel(model.Clone(copyWeights: true)), number => Assert.Equal(2, number));

        static Sequential Small() => new() { new Dense(3, inputDim: 2), new Dense(1) };
    }

    [Fact]
    public void Frozen_layers_and_functions_are_cloned_and_training_one_leaves_the_other()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, inputDim: 2) { Trainable = false }, new Lambda(x => Functions.Square(x)), new Dense(1) };
        Sequential clone = model.Clone(copyWeights: true);
        Assert.Equal(["dense_1/kernel", "dense_1/bias"], clone.TrainableWeights.Select(weight => weight.Path));
        double[,] x = { { 1, 2 }, { 3, 4 } }, y = { { 1 }, { 2 } };
        double[] before = model.Predict(x).ToArray<double>();
        Assert.Equal(before, clone.Predict(x).ToArray<double>());
        clone.Compile("sgd", "mse");
        clone.Fit(x, y);
        Assert.Equal(before, model.Predict(x).ToArray<double>());
        Assert.NotEqual(before, clone.Predict(x).ToArray<double>());
    }

    [Fact]
    public void A_layer_of_ones_own_is_cloned_by_a_function_or_by_its_registration()
    {
        var model = new Sequential { new Doubling("twice"), new Dense(1, inputDim: 2) };
        string message = Assert.Throws<InvalidOperationException>(() => model.Clone()).Message;
        Assert.Contains("The layer twice (Doubling) cannot be copied", message, StringComparison.Ordinal);
        Assert.Contains("cloneFunction", message, StringComparison.Ordinal);
        Sequential clone = model.Clone(cloneFunction: layer => layer is Doubling ? new Doubling(layer.Name) : null);
        Assert.Equal(["twice", "dense"], clone.Layers.Select(layer => layer.Name));
        Assert.NotSame(model.Layers[0], clone.Layers[0]);
    }

    [Fact]
    public void A_clone_function_reaches_the_layers_of_inner_models()
    {
        SymbolicTensor x = Input.Of([4]);
        var inner = new Sequential(name: "inner") { new Dense(3, activation: "relu", name: "hidden") };
        SymbolicTensor shared = inner.Apply(x);
        var model = new Functional(x, new Backprop.Layers.Add().Apply(shared, inner.Apply(new Dense(4).Apply(x))));
        var seen = new List<string>();
        Functional clone = model.Clone(cloneFunction: layer =>
        {
            seen.Add(layer.Name);
            return layer is Dense { Units: 3 } dense ? new Dense(3, activation: "tanh", name: dense.Name) : null;
        });
        Assert.Equal(["add", "dense", "hidden"], seen.Order(StringComparer.Ordinal));
        Assert.Equal("tanh", ((Dense)clone.GetLayer("inner/hidden")).Activation.Name);
        Assert.Equal(model.Weights.Select(weight => weight.Path), clone.Weights.Select(weight => weight.Path));
    }

    [Fact]
    public void Layers_are_found_by_name_path_and_place()
    {
        var encoder = new Sequential(name: "encoder") { new Dense(3, inputDim: 4, name: "first"), new RepeatVector(2), new Bidirectional(new LSTM(2), name: "both") };
        var model = new Sequential { encoder, new Dense(1) };
        Assert.Same(encoder.Layers[0], model.GetLayer("encoder/first"));
        Assert.Same(encoder, model.GetLayer(0));
        Assert.Same(model.Layers[1], model.GetLayer(-1));
        Assert.IsType<LSTM>(model.GetLayer("encoder/both/forward_lstm"));
        Assert.Contains("Did you mean \"first\"?", Assert.Throws<ArgumentException>(() => model.GetLayer("encoder/frist")).Message, StringComparison.Ordinal);
        Assert.Contains("The layer dense has no layer \"kernel\". It has none.", Assert.Throws<ArgumentException>(() => model.GetLayer("dense/kernel")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetLayer(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetLayer(-3));
    }

    private sealed class Doubling(string name) : Layer(name)
    {
        protected override Node Call(Node x, CallContext context) => x * 2;
    }
}
