using System.Numerics;
using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// A convolution: the product of all windows of a batch with a kernel, (windows, numbers of a window) times (numbers of a window, filters), without the windows ever being in memory together.
/// A block of them is laid out in working memory that stays in the second-level cache, and multiplied at once. Every sum goes over the same numbers in the same order as in the product of the whole.
/// It is the idea of the implicit products of matrices in cuDNN (Chetlur et al., cuDNN: Efficient Primitives for Deep Learning, 2014).
/// </summary>
/// <param name="image">(batch, cells …, channels).</param>
/// <param name="axes">Where the windows lie.</param>
/// <param name="padding">What stands beyond the edges.</param>
/// <param name="kernel">(numbers of a window, filters).</param>
/// <param name="output">(windows, filters), or the same numbers under another shape.</param>
/// <param name="addend">What is added to the product (<see cref="ProductEpilogue{T}"/>), or null.</param>
internal sealed unsafe class WindowProduct<T>(Tensor image, IReadOnlyList<WindowAxis> axes, double padding, Tensor kernel, Tensor output, ProductAddend? addend) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WindowGeometry _geometry = new(image.Shape, axes);
    private readonly WindowLayout<T> _layout = Layout(new WindowGeometry(image.Shape, axes));
    private readonly ShortWindows<T>? _short = Short(new WindowGeometry(image.Shape, axes), kernel.Shape[1], T.CreateSaturating(padding));
    private readonly WindowBlocks _blocks = WindowBlocks.Of(new WindowGeometry(image.Shape, axes).Windows, kernel.Shape[0], kernel.Shape[1]);

    public override void Run()
    {
        WindowProduct<T> self = this;
        _blocks.Run(&Block, Unsafe.AsPointer(ref self));
    }

    private static WindowLayout<T> Layout(WindowGeometry geometry) => new(geometry, geometry.Runs(0, geometry.Positions));

    private static ShortWindows<T>? Short(WindowGeometry geometry, int filters, T padding) => ShortWindows<T>.Fits(geometry, filters) ? new ShortWindows<T>(geometry, filters, padding) : null;

    private static void Block(void* state, int block) => Unsafe.AsRef<WindowProduct<T>>(state).Block(block);

    private void Block(int block)
    {
        (int first, int rows) = _blocks[block];
        int filters = kernel.Shape[1];
        T* to = (T*)output.Pointer + (long)first * filters;
        ProductEpilogue<T> epilogue = addend is null ? default : addend.Epilogue<T>(filters, first);
        if (_short is null)
        {
            Multiply(first, rows, filters, to, addend is null ? null : &epilogue);
            return;
        }

        _short.Multiply((T*)image.Pointer, first, rows, (T*)kernel.Pointer, to);
        if (addend is not null) epilogue.Run(to, filters, rows, filters, epilogue.At(0, 0));
    }

    private void Multiply(int first, int rows, int filters, T* to, ProductEpilogue<T>* epilogue)
    {
        int stride = _layout.Stride;
        var windows = (T*)Scratch.ForThisThread(((long)rows * stride + Storage.Alignment) * sizeof(T));
        _layout.LayOut((T*)image.Pointer, first, rows, windows, stride, T.CreateSaturating(padding));
        MatrixProduct.Run(rows, filters, _geometry.Length, windows, stride, false, (T*)kernel.Pointer, filters, false, to, filters, accumulate: false, epilogue);
    }
}
