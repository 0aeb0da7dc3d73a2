using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>What is added to a product, and whether negative numbers become 0 then (<see cref="ProductEpilogue{T}"/>).</summary>
/// <param name="Tensor">A number for each column, or one for each number of the product.</param>
/// <param name="Relu">Whether negative numbers become 0.</param>
internal sealed record ProductAddend(Tensor Tensor, bool Relu)
{
    /// <summary>What follows the rows of a product from one on.</summary>
    public unsafe ProductEpilogue<T> Epilogue<T>(int columns, long firstRow) where T : unmanaged, INumber<T>
    {
        int stride = Tensor.Size == columns ? 0 : columns;
        return new((T*)Tensor.Pointer + firstRow * stride, stride, Relu);
    }
}

/// <summary>
/// What follows a product C while a part of it is still in registers or the nearest cache: C + D, where D is a matrix of the size of C or one row for all (a bias), and negative numbers may become 0.
/// The operations Add and Relu, to the bit: the sums of the product are complete, and rounded, before. Where nothing follows, a pointer to it is null; it is handed on by address, because copies of it cost as much as a small tile.
/// </summary>
/// <param name="addend">D.</param>
/// <param name="stride">Elements from one row of D to the next; 0 for one row for all.</param>
/// <param name="relu">Whether negative numbers become 0.</param>
internal readonly unsafe struct ProductEpilogue<T>(T* addend, nint stride, bool relu)
    where T : unmanaged, INumber<T>
{
    /// <summary>Elements from one row of D to the next.</summary>
    public nint Stride => stride;

    /// <summary>Whether negative numbers become 0.</summary>
    public bool Relu => relu;

    /// <summary>Where D has its number for a row and a column of C.</summary>
    public T* At(nint row, nint column) => addend + row * stride + column;

    /// <summary>Adds to a part of C what D has for it.</summary>
    /// <param name="c">The product, or a part of it.</param>
    /// <param name="ldc">Elements from one row of it to the next.</param>
    /// <param name="rows">Rows of the part.</param>
    /// <param name="columns">Columns of the part.</param>
    /// <param name="d">D at the place of the part.</param>
    public void Run(T* c, nint ldc, int rows, int columns, T* d)
    {
        if (relu) Run<PositivePart>(c, ldc, rows, columns, d, stride);
        else Run<Unchanged>(c, ldc, rows, columns, d, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TActivation>(T* c, nint ldc, int rows, int columns, T* d, nint stride)
        where TActivation : IActivation
    {
        for (; rows > 0; rows--, c += ldc, d += stride)
        {
            int j = 0;
            for (; j + Vector512<T>.Count <= columns; j += Vector512<T>.Count) TActivation.Of(Vector512.Load(c + j) + Vector512.Load(d + j)).Store(c + j);
            for (; j < columns; j++) c[j] = TActivation.Of(c[j] + d[j]);
        }
    }

    private interface IActivation
    {
        static abstract Vector512<T> Of(Vector512<T> x);

        static abstract T Of(T x);
    }

    private readonly struct Unchanged : IActivation
    {
        public static Vector512<T> Of(Vector512<T> x) => x;

        public static T Of(T x) => x;
    }

    private readonly struct PositivePart : IActivation
    {
        public static Vector512<T> Of(Vector512<T> x) => Rectifier.Of(x);

        public static T Of(T x) => Rectifier.Of(x);
    }
}
