using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Backprop.Tests.Explanations.Derivations;

/// <summary>For random models: the number in a card is the one that trains, and what the card shows adds up to it.</summary>
public sealed class DerivationPropertyTests
{
    private static readonly Func<Random, Layer>[] s_layers =
    [
        random => new Dense(1 + random.Next(4), Pick(random, "linear", "tanh", "sigmoid", "relu", "softmax", "gelu")),
        _ => new BatchNormalization(),
        _ => new LayerNormalization(),
        random => new Dropout(0.3, seed: random.Next(100)),
        _ => new Activation("softplus"),
        _ => new UnitNormalization(),
    ];

    private static readonly Config s_config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(60).WithReplay(20261123, 19);

    private static readonly Arbitrary<int> s_seeds = Arb.From(Gen.Choose(0, int.MaxValue));

    [Fact]
    public void Numbers_are_the_engines_and_what_is_shown_adds_up_for_random_models() => Prop.ForAll(s_seeds, seed =>
    {
        var random = new Random(seed);
        Model model = RandomModel(random, out Tensor x, out Tensor y);
        ModelExplanation step = model.Explain(x, y);
        var told = new List<(Weight Weight, WeightExplanation Card)>();
        foreach (Weight weight in model.TrainableWeights)
        {
            WeightExplanation card = step.Of(weight.Path, Positions.Index(weight.Shape, random.Next((int)weight.Shape.Size)));
            told.Add((weight, card));
            foreach (DerivationStep part in card.Derivation.Steps(new DerivationOptions { Terms = 3 }).Steps)
            {
                double size = part.Paths.Sum(path => Math.Abs(path.Product)) + Math.Abs(part.HiddenSum) + Math.Abs(part.Of.Value);
                Assert.True(Math.Abs(part.Remainder) <= 1e-12 * size + 1e-300, $"seed {seed}, {part.Of.Name}: {part.Of.Value} and a remainder of {part.Remainder}");
            }

            Assert.Equal(card.Gradient, (double)card.ToJson()["value"]!);
            UpdateLine update = card.Update()[^1];
            Assert.Equal((card.Before, card.After), (update.Before, update.After));
        }

        // The step itself, run by the plan that trains.
        model.TrainOnBatch(x, y);
        foreach ((Weight weight, WeightExplanation card) in told) Assert.Equal(card.After, weight.Variable.Value.At(card.Derivation.Element));
    }).Check(s_config);

    [Fact]
    public void An_operation_and_a_layer_of_ones_own_are_explained_without_a_change()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, inputDim: 2), new CubeLayer(), new Dense(1) };
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        ModelExplanation step = model.Explain(new double[,] { { 0.5, -1 }, { 2, 1 } }, new double[,] { { 1 }, { 0 } });
        WeightExplanation card = step.Of("dense/kernel", 1, 0);
        Assert.Contains("3·", card.ToString(), StringComparison.Ordinal);
        Assert.Contains("∂cube_layer/output[0,0]/∂dense/a[0,0]", card.ToString(), StringComparison.Ordinal);
        // By hand: z = w·x, u = z³, ŷ = v·u, loss = mean (ŷ − y)².
        double[] kernel = Values("dense/kernel"), output = Values("dense_1/kernel");
        double expected = 0;
        foreach ((double[] x, double y) in new[] { (new[] { 0.5, -1 }, 1.0), (new[] { 2.0, 1 }, 0.0) })
        {
            double first = kernel[0] * x[0] + kernel[2] * x[1], second = kernel[1] * x[0] + kernel[3] * x[1];
            double error = output[0] * first * first * first + output[1] * second * second * second - y;
            expected += 2 * error / 2 * output[0] * 3 * first * first * x[1];
        }

        Assert.Equal(expected, card.Gradient, 1e-12 * Math.Abs(expected));

        double[] Values(string path) => model.TrainableWeights.Single(weight => weight.Path == path).Variable.Value.ToArray<double>();
    }

    [Fact]
    public void A_million_weights_are_explained_in_a_few_terms()
    {
        var model = new Sequential { new Dense(1000, "relu", inputDim: 1000), new Dense(10, "softmax") };
        model.Compile("adam", "sparse_categorical_crossentropy");
        Tensor x = Tensor.From(Enumerable.Range(0, 4000).Select(i => MathF.Sin(i)).ToArray(), [4, 1000]);
        WeightExplanation card = model.Explain(x, Tensor.From(new float[] { 1, 2, 3, 4 })).Of("dense/kernel", 500, 3);
        Assert.InRange(card.ToString().Split('\n').Length, 10, 120);
    }

    private static Sequential RandomModel(Random random, out Tensor x, out Tensor y)
    {
        int inputs = 1 + random.Next(4), outputs = 1 + random.Next(3), batch = 1 + random.Next(4);
        var model = new Sequential(dtype: DType.Float64) { new Dense(1 + random.Next(4), "tanh", inputDim: inputs) };
        for (int depth = random.Next(4); depth > 0; depth--) model.Add(s_layers[random.Next(s_layers.Length)](random));
        model.Add(new Dense(outputs, Pick(random, "linear", "sigmoid")));
        model.Compile(Pick(random, "sgd", "adam", "rmsprop", "adagrad", "nadam"), Pick(random, "mse", "mae", "huber", "log_cosh"));
        x = Numbers(random, batch, inputs);
        y = Numbers(random, batch, outputs);
        return model;
    }

    private static Tensor Numbers(Random random, int rows, int columns) => Tensor.From(Enumerable.Range(0, rows * columns).Select(_ => (random.NextDouble() * 4) - 2).ToArray(), [rows, columns]);

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    /// <summary>x³: an operation that the library does not have.</summary>
    private sealed class Cube : Operation
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
        {
            for (int i = 0; i < output.Size; i++) output.AsWritableSpan<double>()[i] = Math.Pow(inputs[0].AsSpan<double>()[i], 3);
        }

        public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (3.0 * node.Inputs[0] * node.Inputs[0])];

        public override Formula? WritePartial(OperationNode node, int output, int input, int element, Func<Node, int, Formula> name) =>
            Formula.Multiply(Formula.Symbol("3"), Formula.Postfix(name(node.Inputs[0], element), "²"));
    }

    private sealed class CubeLayer : Layer
    {
        protected override Node Call(Node x, CallContext context) => OperationNode.Of(new Cube(), x);
    }
}
