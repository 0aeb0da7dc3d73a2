using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;
using Constant = Backprop.Graphs.Constant;
using Softmax = Backprop.Layers.Softmax;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Layers;

public sealed class CoreLayerTests
{
    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new ReLU(0.5, 0.1, 0.2), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new LeakyReLU(), [[3]], [3]);
        LayerContract.Check(() => new ELU(0.7), [[3]], [3]);
        LayerContract.Check(() => new PReLU("ones", sharedAxes: [1]), [[2, 3]], [2, 3], [1, 3]);
        LayerContract.Check(() => new PReLU(), [[2, 3]], [2, 3], [2, 3]);
        LayerContract.Check(() => new Softmax(), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new Softmax([1, 2]), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new Masking(), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new ActivityRegularization(0.1, 0.2), [[3]], [3]);
        LayerContract.Check(() => new GaussianNoise(0.1), [[3]], [3]);
        LayerContract.Check(() => new GaussianDropout(0.3), [[3]], [3]);
        LayerContract.Check(() => new AlphaDropout(0.3, noiseShape: [Shape.Unknown, 1, Shape.Unknown]), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new Lambda(x => 2 * x), [[3]], [3]);
        LayerContract.Check(() => new Lambda(inputs => inputs[0] * inputs[1]), [[3], [3]], [3]);
        LayerContract.Check(() => new EinsumDense("ab,bc->ac", [4], "tanh", "c"), [[3]], [4], [3, 4], [4]);
        LayerContract.Check(() => new EinsumDense("abc,cde->abde", [Shape.Unknown, 2, 3], biasAxes: "e"), [[4, 5]], [4, 2, 3], [5, 2, 3], [3]);
        LayerContract.Check(() => new EinsumDense("abc,cde->abde", [Shape.Unknown, 2, 3], biasAxes: "d"), [[4, 5]], [4, 2, 3], [5, 2, 3], [2, 1]);
        LayerContract.Check(() => new EinsumDense("...x,xy->...y", [4], biasAxes: "y"), [[2, 3]], [2, 4], [3, 4], [4]);
        LayerContract.Check(() => new EinsumDense("ab...,bc->ac...", [4], biasAxes: "c"), [[3, 2]], [4, 2], [3, 4], [4, 1]);
    }

    [Fact]
    public void An_einsum_dense_layer_equals_a_dense_layer()
    {
        Tensor x = LayerContract.Numbers([2, 3, 4], DType.Float64, 0), kernel = LayerContract.Numbers([4, 5], DType.Float64, 1), bias = LayerContract.Numbers([5], DType.Float64, 2);
        Layer plain = new Dense(5), einsum = new EinsumDense("abc,cd->abd", [Shape.Unknown, 5], biasAxes: "d");
        foreach (Layer layer in (Layer[])[plain, einsum])
        {
            layer.Apply(Input.Of([3, 4], DType.Float64));
            layer.SetWeights(kernel, bias);
        }

        Assert.Equal(Evaluate(plain, x), Evaluate(einsum, x));
    }

    [Theory]
    [InlineData("ab->ac", "it must read \"input,kernel->output\".")]
    [InlineData("ab,bc->ad", "the letter d of the output stands in neither input nor kernel.")]
    [InlineData("ab,bz->a", "the letter z of the kernel stands in neither input nor output.")]
    [InlineData("...ab,bc->ac", "\"...\" must stand at the same end of input and output.")]
    [InlineData("ab,bcd->acd", "its output has 2 axes besides the batch, but the given output shape is (4,).")]
    public void An_equation_that_is_none_is_refused(string equation, string reason) =>
        Assert.EndsWith(reason, Assert.Throws<ArgumentException>(() => new EinsumDense(equation, [4])).Message);

    [Fact]
    public void An_embedding_looks_up_rows_and_only_they_receive_a_gradient()
    {
        var layer = new Embedding(5, 2, maskZero: true);
        SymbolicTensor ids = Input.Of([3], DType.Int32);
        Assert.Equal(new TensorType(DType.Float32, [Shape.Unknown, 3, 2]), layer.Apply(ids).Type);
        Assert.Equal(["embedding/embeddings"], layer.Weights.Select(weight => weight.Path));
        Assert.All(layer.GetWeights()[0].ToArray<float>(), value => Assert.InRange(value, -0.05f, 0.05f));
        layer.SetWeights(Tensor.From([0f, 1, 10, 11, 20, 21, 30, 31, 40, 41], [5, 2]));
        var context = new CallContext();
        Node looked = layer.Apply(Constant.Of(Tensor.From([4, 0, 4], [1, 3])), context);
        Assert.Equal([40, 41, 0, 1, 40, 41], looked.Evaluate().ToArray<float>());
        Assert.Equal([true, false, true], context.MaskOf(looked)!.Evaluate().ToArray<bool>());
        Node gradient = Gradient.Of(Sum(looked), layer.Weights[0].Variable);
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 2, 2], gradient.Evaluate().ToArray<float>());
        // Keras' own whole numbers often come as floats.
        Assert.Equal([20, 21], layer.Apply((Tensor)new float[,] { { 2 } }, context).Evaluate().ToArray<float>());
    }

    [Fact]
    public void Masking_clears_steps_and_says_which_are_real()
    {
        var context = new CallContext();
        Node y = new Masking(9).Apply((Tensor)new double[,,] { { { 1, 9 }, { 9, 9 }, { 0, 0 } } }, context);
        Assert.Equal([1, 9, 0, 0, 0, 0], y.Evaluate().ToArray<double>());
        Assert.Equal([true, false, true], context.MaskOf(y)!.Evaluate().ToArray<bool>());
    }

    [Fact]
    public void Softmax_gives_nothing_to_what_is_not_real()
    {
        Node y = new Softmax().Apply([(Node)Constant.Of((Tensor)new double[,] { { 1, 1, 5 } })], new CallContext(), new CallOptions<Node>().With("mask", Constant.Of(Tensor.From([true, true, false], [1, 3]))));
        Assert.Equal([0.5, 0.5, 0], y.Evaluate().ToArray<double>());
        Assert.Equal(1, Evaluate(new Softmax([1, 2]), LayerContract.Numbers([1, 2, 3], DType.Float64, 0)).Sum(), 1e-15);
    }

    [Fact]
    public void Activity_is_penalised_per_sample()
    {
        var context = new CallContext();
        new ActivityRegularization(0.5, 0.25).Apply((Tensor)new double[,] { { 1, -2 }, { 3, 0 } }, context);
        Assert.Equal((0.5 * 6 + 0.25 * 14) / 2, context.Losses.Single().Evaluate().At(0));
    }

    [Fact]
    public void Noise_keeps_mean_and_variance()
    {
        Tensor ones = Tensor.Full(1, DType.Float64, [1, 40000]);
        Check(new GaussianNoise(0.5), ones, mean: 1, deviation: 0.5);
        Check(new GaussianDropout(0.2), ones, mean: 1, deviation: Math.Sqrt(0.2 / 0.8));
        Tensor normal = RandomNormal(new RandomOrigin(1), new CallContext().Step, [1, 40000], DType.Float64).Evaluate();
        Check(new AlphaDropout(0.3), normal, mean: 0, deviation: 1);

        static void Check(Layer layer, Tensor x, double mean, double deviation)
        {
            double[] y = layer.Apply(x, new CallContext(training: true)).Evaluate().ToArray<double>();
            // Six deviations of the mean of 40,000 numbers, and twice that for the deviation of numbers that are not normal.
            double average = y.Average();
            Assert.Equal(mean, average, 6 * deviation / 200);
            Assert.Equal(deviation, Math.Sqrt(y.Average(value => (value - average) * (value - average))), 12 * deviation / 200);
            Assert.Equal(x.ToArray<double>(), Evaluate(layer, x));
        }
    }

    [Fact]
    public void A_function_cannot_be_saved() =>
        Assert.Equal("The layer twice is a Lambda, and a function cannot be saved: write a class that derives from Layer instead.", Assert.Throws<NotSupportedException>(() => new Lambda(x => 2 * x, "twice").GetConfig()).Message);

    public static TheoryData<Layer> Saved =>
    [
        new AdditiveAttention(false, 0.1, 3), new Attention(true, "concat", 0.2), new GroupQueryAttention(3, 4, 2, 0.1, false), new MultiHeadAttention(2, 3, 4, 0.1, false, [5, 6], [1, 2], activityRegularizer: "l2", seed: 7),
        new ActivityRegularization(0.1, 0.2), new AlphaDropout(0.3, [Shape.Unknown, 1], 4), new BatchNormalization(1, 0.9, 1e-5, scale: false, betaInitializer: "ones", gammaRegularizer: "l2"),
        new ELU(0.5), new EinsumDense("ab,bc->ac", [4], "relu", "c", kernelConstraint: "non_neg"), new Embedding(5, 2, "ones", maskZero: true), new GaussianDropout(0.2, 3), new GaussianNoise(0.2),
        new GroupNormalization(2, 1, 1e-4), new LayerNormalization([1, 2], 1e-6, center: false, rmsScaling: true), new LeakyReLU(0.1), new Masking(3), new PReLU("ones", sharedAxes: [1, 2]),
        new RMSNormalization([1], 1e-5), new ReLU(6, 0.1, 0.2), new Softmax(), new Softmax([1, 2]), new UnitNormalization(), new UnitNormalization([1, 2]),
    ];

    [Theory]
    [MemberData(nameof(Saved))]
    public void A_layer_is_read_as_it_was_written(Layer layer)
    {
        System.Text.Json.Nodes.JsonObject written = KerasObjects.Write(layer)!;
        Layer read = LayerRegistry.All.Read(written, "config");
        Assert.Equal(written.ToJsonString(), KerasObjects.Write(read)!.ToJsonString());
    }

    private static double[] Evaluate(Layer layer, Tensor x) => layer.Apply(x, new CallContext()).Evaluate().ToArray<double>();
}
