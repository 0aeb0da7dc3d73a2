using Backprop.Layers;
using Backprop.Operations;

namespace Backprop.Tests.Layers;

public sealed class ReshapingLayerTests
{
    [Fact]
    public void Layers_that_move_cells_keep_the_contract()
    {
        LayerContract.Check(() => new ZeroPadding1D((1, 2)), [[3, 2]], [6, 2]);
        LayerContract.Check(() => new ZeroPadding2D(((1, 0), (2, 1))), [[2, 3, 2]], [3, 6, 2]);
        LayerContract.Check(() => new ZeroPadding2D((1, 2), DataFormat.ChannelsFirst), [[2, 2, 3]], [2, 4, 7]);
        LayerContract.Check(() => new ZeroPadding3D(), [[1, 2, 1, 2]], [3, 4, 3, 2]);
        LayerContract.Check(() => new Cropping1D((0, 2)), [[5, 2]], [3, 2]);
        LayerContract.Check(() => new Cropping2D(((1, 0), (0, 2))), [[3, 4, 2]], [2, 2, 2]);
        LayerContract.Check(() => new Cropping3D(dataFormat: DataFormat.ChannelsFirst), [[2, 3, 4, 3]], [2, 1, 2, 1]);
        LayerContract.Check(() => new UpSampling1D(3), [[2, 2]], [6, 2]);
        LayerContract.Check(() => new UpSampling2D((2, 3)), [[2, 2, 2]], [4, 6, 2]);
        LayerContract.Check(() => new UpSampling2D(2, DataFormat.ChannelsFirst, Interpolation.Bilinear), [[2, 2, 3]], [2, 4, 6]);
        LayerContract.Check(() => new UpSampling3D((1, 2, 1)), [[2, 2, 1, 2]], [2, 4, 1, 2]);
        LayerContract.Check(() => new Permute([2, 1]), [[2, 3]], [3, 2]);
        LayerContract.Check(() => new Permute([3, 1, 2]), [[2, 3, 4]], [4, 2, 3]);
        LayerContract.Check(() => new RepeatVector(3), [[2]], [3, 2]);
    }

    [Fact]
    public void Dropout_of_channels_keeps_the_contract()
    {
        LayerContract.Check(() => new SpatialDropout1D(0.4), [[4, 3]], [4, 3]);
        LayerContract.Check(() => new SpatialDropout2D(0.5, DataFormat.ChannelsFirst), [[3, 2, 2]], [3, 2, 2]);
        LayerContract.Check(() => new SpatialDropout3D(0.25, seed: 7), [[2, 2, 2, 3]], [2, 2, 2, 3]);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("cuts off", Assert.Throws<LayerInputException>(() => new Cropping1D(2).Apply(Input.Of([4, 1]))).Message);
        Assert.Contains("each once", Assert.Throws<ArgumentException>(() => new Permute([0, 1])).Message);
        Assert.Contains("samples with that many", Assert.Throws<LayerInputException>(() => new Permute([2, 1]).Apply(Input.Of([4]))).Message);
        Assert.Contains("(batch, features)", Assert.Throws<LayerInputException>(() => new RepeatVector(2).Apply(Input.Of([4, 1]))).Message);
    }
}
