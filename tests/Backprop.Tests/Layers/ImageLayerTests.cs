using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Layers;

public sealed class ImageLayerTests
{
    [Fact]
    public void Layers_for_images_keep_the_contract()
    {
        LayerContract.Check(() => new Resizing(3, 5), [[4, 2, 2]], [3, 5, 2]);
        LayerContract.Check(() => new Resizing(3, 3, Interpolation.Nearest, cropToAspectRatio: true, dataFormat: DataFormat.ChannelsFirst), [[2, 4, 6]], [2, 3, 3]);
        LayerContract.Check(() => new Resizing(4, 4, padToAspectRatio: true, fillValue: 0.5), [[2, 6, 1]], [4, 4, 1]);
        LayerContract.Check(() => new CenterCrop(2, 3), [[5, 4, 2]], [2, 3, 2]);
        LayerContract.Check(() => new CenterCrop(6, 3), [[4, 4, 1]], [6, 3, 1]);
        LayerContract.Check(() => new Rescaling(0.5, -1), [[3]], [3]);
        LayerContract.Check(() => new Rescaling([1, 2, 3], [0.5]), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new RandomFlip(FlipMode.Horizontal), [[3, 2, 2]], [3, 2, 2]);
        LayerContract.Check(() => new RandomFlip(dataFormat: DataFormat.ChannelsFirst), [[2, 3, 2]], [2, 3, 2]);
        LayerContract.Check(() => new RandomRotation(0.3), [[4, 3, 2]], [4, 3, 2]);
        LayerContract.Check(() => new RandomZoom(0.4, (0.1, 0.2), FillMode.Constant, fillValue: 0.3), [[4, 3, 2]], [4, 3, 2]);
        LayerContract.Check(() => new RandomTranslation(0.4, (-0.5, 0.2), FillMode.Wrap, Interpolation.Nearest), [[4, 3, 2]], [4, 3, 2]);
    }

    /// <summary>What tf.image.resize gives.</summary>
    [Fact]
    public void Resizing_takes_cells_for_areas()
    {
        Assert.Equal([1, 1.25, 1.75, 2], Resized([1, 2], 4, Interpolation.Bilinear));
        Assert.Equal([1.5, 3.5], Resized([1, 2, 3, 4], 2, Interpolation.Bilinear));
        Assert.Equal([1, 1, 2, 2], Resized([1, 2], 4, Interpolation.Nearest));
        Assert.Equal([2, 4], Resized([1, 2, 3, 4], 2, Interpolation.Nearest));
        Assert.Equal([1, 3, 5], Resized([1, 2, 3, 4, 5], 3, Interpolation.Nearest));
    }

    [Theory]
    [InlineData(FillMode.Constant, 1.0, new double[] { 9, 1, 2, 3 })]
    [InlineData(FillMode.Nearest, 2.0, new double[] { 1, 1, 1, 2 })]
    [InlineData(FillMode.Reflect, 2.0, new double[] { 2, 1, 1, 2 })]
    [InlineData(FillMode.Wrap, 1.0, new double[] { 4, 1, 2, 3 })]
    [InlineData(FillMode.Reflect, -0.5, new double[] { 1.5, 2.5, 3.5, 4 })]
    [InlineData(FillMode.Constant, -0.5, new double[] { 1.5, 2.5, 3.5, 6.5 })]
    public void A_shift_fills_the_edge(FillMode mode, double shift, double[] expected)
    {
        Node image = Tensor.From<double>([1, 2, 3, 4], [1, 1, 4, 1]);
        Assert.Equal(expected, Functions.AffineTransform(image, Numbers(1, 0, -shift, 0, 1, 0), fillMode: mode, fillValue: 9).Evaluate().ToArray<double>());
    }

    [Fact]
    public void A_quarter_turn_turns_counter_clockwise()
    {
        Tensor image = Tensor.From<double>([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
        Tensor turned = new RandomRotation((0.25, 0.25)).Apply((Node)image, new CallContext(training: true)).Evaluate();
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], turned.ToArray<double>().Select(value => Math.Round(value, 10)));
        Assert.Equal(image.ToArray<double>(), new RandomRotation(0.25).Apply((Node)image, new CallContext()).Evaluate().ToArray<double>());
    }

    [Fact]
    public void A_zoom_keeps_the_middle()
    {
        Node image = Tensor.From<double>([1, 2, 3, 4, 5], [1, 1, 5, 1]);
        Assert.Equal([2, 2.5, 3, 3.5, 4], new RandomZoom((-0.5, -0.5)).Apply(image, new CallContext(training: true)).Evaluate().ToArray<double>());
    }

    [Fact]
    public void Some_images_are_mirrored_and_others_not()
    {
        Node images = Functions.BroadcastTo((Node)Tensor.From<double>([1, 2], [1, 1, 2, 1]), [100, 1, 2, 1]);
        double[] flipped = new RandomFlip(FlipMode.Horizontal).Apply(images, new CallContext(training: true, seed: 5)).Evaluate().ToArray<double>();
        Assert.All(flipped.Chunk(2), pair => Assert.True(pair is [1, 2] or [2, 1]));
        Assert.InRange(flipped.Chunk(2).Count(pair => pair[0] == 2), 30, 70);
    }

    [Fact]
    public void A_factor_beyond_one_is_refused() => Assert.Contains("between −1 and 1", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomZoom(1.5)).Message);

    private static double[] Resized(double[] row, int width, Interpolation interpolation) =>
        Functions.Resize((Node)Tensor.From<double>(row, [1, 1, row.Length, 1]), 1, width, interpolation).Evaluate().ToArray<double>();

    private static Node[] Numbers(params double[] numbers) => [.. numbers.Select(number => Constant.Of(number, DType.Float64))];
}
