using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class ModelTests
{
    [Fact]
    public void Names_restart_in_each_model()
    {
        for (int i = 0; i < 2; i++)
        {
            var model = new Sequential { new Dense(2, inputDim: 2), new Dropout(0.5), new Dense(2, name: "mine"), new Dense(1) };
            Assert.Equal(["dense", "dropout", "mine", "dense_1"], model.Layers.Select(layer => layer.Name));
            Assert.Equal(["dense/kernel", "dense/bias", "mine/kernel", "mine/bias", "dense_1/kernel", "dense_1/bias"], model.Weights.Select(weight => weight.Path));
        }
    }

    [Fact]
    public void The_summary_is_the_table_of_Keras()
    {
        var model = new Sequential { new Dense(2, activation: "linear", inputDim: 2), new Dense(1) };
        Assert.Equal(9, model.CountParams());
        Assert.Equal(
            """
            Model: "sequential"
            ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
            ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
            ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
            │ dense (Dense)                   │ (None, 2)              │             6 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ dense_1 (Dense)                 │ (None, 1)              │             3 │
            └─────────────────────────────────┴────────────────────────┴───────────────┘
             Total params: 9 (36.00 B)
             Trainable params: 9 (36.00 B)
             Non-trainable params: 0 (0.00 B)

            """.ReplaceLineEndings("\n"),
            model.Summary());
    }

    [Fact]
    public void Weights_are_set_and_read_in_the_order_of_Keras()
    {
        var model = new Sequential { new Dense(2, inputDim: 2), new Dense(1) };
        model.SetWeights(new float[,] { { 0.1f, 0.1f }, { 0.1f, 0.1f } }, new float[] { 0, 0 }, new float[,] { { 0.1f }, { 0.1f } }, new float[] { 0 });
        Assert.Equal(0.1f * 8 * 0.1f + 0.1f * 8 * 0.1f, model.Predict(new float[,] { { 8, 0 } })[0].GetDouble(0), 1e-6);
        Assert.Contains("dense_1/kernel has shape (2, 1); it was given (1, 2)", Assert.Throws<ArgumentException>(() => model.SetWeights(new float[2, 2], new float[2], new float[1, 2], new float[1])).Message);
    }

    [Fact]
    public void Layers_can_be_added_and_removed_after_prediction()
    {
        var model = new Sequential { new Dense(4), new Dense(3) };
        Tensor x = LayerContract.Numbers([2, 5], DType.Float32, 0);
        Assert.Equal([2, 3], model.Predict(x).Shape);
        model.Add(new Dense(1));
        Assert.Equal([2, 1], model.Predict(x).Shape);
        model.Pop();
        model.Pop();
        Assert.Equal([2, 4], model.Predict(x).Shape);
    }

    /// <summary>The first prediction prepares its data; the later ones take what is ready.</summary>
    [Fact]
    public void Every_prediction_refuses_numbers_that_are_not_finite()
    {
        var model = new Sequential { new Dense(2) };
        Tensor x = Tensor.Full(1, DType.Float32, [3, 4]), bad = Tensor.From([1f, 1, 1, 1, 1, float.NegativeInfinity, 1, 1, 1, 1, 1, 1], [3, 4]);
        Assert.Contains("x contains an infinity in row 1 (counted from 0), position 1", Assert.Throws<ArgumentException>(() => model.Predict(bad)).Message);
        for (int i = 0; i < 3; i++)
        {
            float[] expected = model.Predict(x).ToArray<float>();
            Assert.Contains("x contains an infinity in row 1 (counted from 0), position 1", Assert.Throws<ArgumentException>(() => model.Predict(bad)).Message);
            Assert.Equal(expected, model.Predict(x).ToArray<float>());
        }
    }

    [Fact]
    public void Two_models_that_share_layers_see_the_same_weights_while_one_is_trained()
    {
        SymbolicTensor input = Input.Of([3]);
        SymbolicTensor code = new Dense(2, "tanh").Apply(input);
        var encoder = new Functional(input, code);
        var whole = new Functional(input, new Dense(3).Apply(code));
        Tensor x = LayerContract.Numbers([4, 3], DType.Float32, 0);
        double[] before = encoder.Predict(x).ToArray<double>();
        whole.Compile(new Adam(0.1), "mse");
        whole.Fit(x, x, epochs: 2);
        double[] after = encoder.Predict(x).ToArray<double>();
        Assert.NotEqual(before, after);
        encoder.SetWeights(encoder.GetWeights());
        Assert.Equal(after, encoder.Predict(x).ToArray<double>());
    }

    [Fact]
    public void Frozen_layers_stay()
    {
        var model = new Sequential { new Dense(4, inputDim: 3, trainable: false), new Dense(1) };
        model.Compile(new Adam(0.1), "mse");
        IReadOnlyList<Tensor> before = model.GetWeights();
        model.Fit(LayerContract.Numbers([4, 3], DType.Float32, 0), LayerContract.Numbers([4, 1], DType.Float32, 1));
        IReadOnlyList<Tensor> after = model.GetWeights();
        Assert.Equal(before[0].ToArray<float>(), after[0].ToArray<float>());
        Assert.NotEqual(before[2].ToArray<float>(), after[2].ToArray<float>());
    }

    [Fact]
    public void A_thousand_layers_are_built_planned_and_trained()
    {
        var model = new Sequential();
        for (int i = 0; i < 1000; i++) model.Add(new Activation("tanh"));
        model.Add(new Dense(1));
        model.Compile("sgd", "mse");
        Assert.Single(model.Fit(new float[,] { { 1, 2 } }, new float[,] { { 1 } })["loss"]);
    }
}
