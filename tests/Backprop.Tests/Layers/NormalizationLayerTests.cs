using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

public sealed class NormalizationLayerTests
{
    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new BatchNormalization(), [[3]], [3], [3], [3], [3], [3]);
        LayerContract.Check(() => new BatchNormalization(axis: 1, center: false), [[3, 2]], [3, 2], [3], [3], [3]);
        LayerContract.Check(() => new LayerNormalization(), [[2, 3]], [2, 3], [3], [3]);
        LayerContract.Check(() => new LayerNormalization([2, 1], scale: false), [[2, 3]], [2, 3], [3, 2]);
        LayerContract.Check(() => new LayerNormalization(rmsScaling: true), [[2, 3]], [2, 3], [3]);
        LayerContract.Check(() => new GroupNormalization(2), [[3, 4]], [3, 4], [4], [4]);
        LayerContract.Check(() => new GroupNormalization(-1, axis: 1), [[3, 4]], [3, 4], [3], [3]);
        LayerContract.Check(() => new RMSNormalization(), [[2, 3]], [2, 3], [3]);
        LayerContract.Check(() => new RMSNormalization([1, 2]), [[2, 3]], [2, 3], [2, 3]);
        LayerContract.Check(() => new UnitNormalization(), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new UnitNormalization([1, 2]), [[2, 3]], [2, 3]);
    }

    [Fact]
    public void Batch_normalisation_in_training_has_mean_zero_and_moves_its_averages()
    {
        var layer = new BatchNormalization(epsilon: 0, momentum: 0.75);
        Tensor x = new double[,] { { 1, 10 }, { 3, 30 }, { 5, 20 } };
        var context = new CallContext(training: true);
        Tensor y = layer.Apply(x, context).Evaluate();
        for (int feature = 0; feature < 2; feature++)
        {
            double[] column = [.. Enumerable.Range(0, 3).Select(row => y.At(row * 2 + feature))];
            Assert.Equal(0, column.Average(), 1e-15);
            Assert.Equal(1, column.Average(value => value * value), 1e-14);
        }

        // Population variances: 8/3 and 200/3; the averages start at 0 and 1.
        Assert.Equal([0.25 * 3, 0.25 * 20], context.Updates[0].Value.Evaluate().ToArray<double>());
        Assert.Equal(0.75 + 0.25 * 8 / 3, context.Updates[1].Value.Evaluate().At(0), 1e-15);
        layer.Trainable = false;
        var frozen = new CallContext(training: true);
        Assert.Equal(x.ToArray<double>(), layer.Apply(x, frozen).Evaluate().ToArray<double>());
        Assert.Empty(frozen.Updates);
    }

    [Fact]
    public void Batch_normalisation_of_two_calls_chains_its_averages()
    {
        var layer = new BatchNormalization(momentum: 0.5);
        var context = new CallContext(training: true);
        layer.Apply((Tensor)new double[,] { { 2 } }, context);
        layer.Apply((Tensor)new double[,] { { 4 } }, context);
        Assert.Equal(2, context.Updates.Count);
        Assert.Equal([2.5], context.Updates[0].Value.Evaluate().ToArray<double>());
    }

    [Fact]
    public void Batch_normalisation_under_a_mask_counts_only_what_is_real()
    {
        var layer = new BatchNormalization(momentum: 0, epsilon: 0);
        Tensor x = Tensor.From([1.0, 10, 3, 30, 77, 77, 88, 88], [2, 2, 2]);
        Tensor mask = Tensor.From([true, true, false, false], [2, 2]);
        var context = new CallContext(training: true);
        layer.Apply([(Node)Constant.Of(x)], context, new CallOptions<Node>().With("mask", Constant.Of(mask)));
        // Keras adds 10⁻⁷ to the count of real entries, 2.
        Assert.Equal(4 / (2 + 1e-7), context.Updates[0].Value.Evaluate().At(0), 1e-12);
        Assert.Equal(20, context.Updates[0].Value.Evaluate().At(1), 1e-5);
        Assert.Equal(1, context.Updates[1].Value.Evaluate().At(0), 1e-6);
        Assert.Equal(100, context.Updates[1].Value.Evaluate().At(1), 1e-4);
    }

    [Fact]
    public void Layer_normalisation_has_mean_zero_and_does_not_see_a_shift_or_a_factor()
    {
        var layer = new LayerNormalization(epsilon: 0);
        Tensor x = LayerContract.Numbers([4, 5], DType.Float64, 0);
        double[] y = Evaluate(layer, x);
        for (int row = 0; row < 4; row++) Assert.Equal(0, y[(row * 5)..(row * 5 + 5)].Sum(), 1e-12);
        double[] moved = [.. x.ToArray<double>().Select(value => 3 * value + 7)];
        AssertNear(y, Evaluate(layer, Tensor.From(moved, x.Shape)));
        AssertNear(y, Evaluate(new GroupNormalization(1, epsilon: 0), x));
    }

    [Fact]
    public void Root_mean_square_and_unit_normalisation_have_their_length()
    {
        Tensor x = LayerContract.Numbers([4, 5], DType.Float64, 0);
        double[] rms = Evaluate(new RMSNormalization(epsilon: 0), x), unit = Evaluate(new UnitNormalization(), x);
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal(5, rms[(row * 5)..(row * 5 + 5)].Sum(value => value * value), 1e-12);
            Assert.Equal(1, unit[(row * 5)..(row * 5 + 5)].Sum(value => value * value), 1e-12);
        }

        Assert.Equal([0, 0], Evaluate(new UnitNormalization(), Tensor.From([0.0, 0], [1, 2])));
    }

    [Fact]
    public void Groups_must_divide_the_channels()
    {
        LayerInputException exception = Assert.Throws<LayerInputException>(() => new GroupNormalization(3).Apply(Input.Of([4])));
        Assert.EndsWith("it makes 3 groups, so it expects a multiple of 3 channels, not 4", exception.Message);
    }

    private static double[] Evaluate(Layer layer, Tensor x) => layer.Apply(x, new CallContext()).Evaluate().ToArray<double>();

    private static void AssertNear(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
