using System.Numerics;
using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The way back through a convolution to its input, and a transposed convolution: a product whose rows are windows, (windows, channels of x) times (channels of x, numbers of a window), which are added into the images.
/// A block of rows is multiplied into working memory that stays in the second-level cache, and added at once, in the order of the windows; one image by one thread.
/// </summary>
/// <param name="x">(windows, channels of x).</param>
/// <param name="kernel">(channels of x, numbers of a window), or the other way round.</param>
/// <param name="isTransposed">Whether the kernel is stored as (numbers of a window, channels of x): plans turn it unless all rows together have sums of their own (<see cref="MatrixProduct.HasOwnSums"/>), as each block then has.</param>
/// <param name="axes">Where the windows lie.</param>
/// <param name="output">(batch, cells …, channels).</param>
internal sealed unsafe class ProductFold<T>(Tensor x, Tensor kernel, bool isTransposed, IReadOnlyList<WindowAxis> axes, Tensor output) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowGeometry _geometry = new(output.Shape, axes);
    private readonly WindowLayout<T> _layout = Layout(new WindowGeometry(output.Shape, axes));
    private readonly WindowBlocks _images = WindowBlocks.OfGroups(output.Shape[0], x.Shape[0] / output.Shape[0], kernel.Shape[0], kernel.Shape[1]);

    public override void Run()
    {
        ProductFold<T> self = this;
        _images.Run(&Images, Unsafe.AsPointer(ref self));
    }

    private static WindowLayout<T> Layout(WindowGeometry geometry) => new(geometry, geometry.Runs(0, geometry.Positions, single: true));

    private static void Images(void* state, int block) => Unsafe.AsRef<ProductFold<T>>(state).Images(block);

    private void Images(int block)
    {
        (int image, int images) = _images[block];
        int length = _geometry.Length, channels = x.Shape[1], first = image * _geometry.PerImage;
        var blocks = WindowBlocks.Of(images * _geometry.PerImage, length, channels);
        new Span<byte>((T*)output.Pointer + image * _geometry.ImageSize, checked((int)(images * _geometry.ImageSize * sizeof(T)))).Clear();
        for (int i = 0; i < blocks.Count; i++)
        {
            (int row, int rows) = blocks[i];
            row += first;
            var windows = (T*)Scratch.ForThisThread((long)rows * length * sizeof(T));
            MatrixProduct.Run(rows, length, channels, (T*)x.Pointer + (long)row * channels, channels, false, (T*)kernel.Pointer, kernel.Shape[1], isTransposed, windows, length, accumulate: false);
            _layout.AddBack((T*)output.Pointer, row, rows, windows, length);
        }
    }
}
