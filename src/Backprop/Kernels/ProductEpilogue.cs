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
    public unsafe ProductEpilogue<T> Epilogue<T>(int columns) where T : unmanaged, INumber<T> => new((T*)Tensor.Pointer, Tensor.Size == columns ? 0 : columns, Relu);
}

/// <summary>
/// What follows a product C while a part of it is still in registers or the nearest cache: C + D, where D is a matrix of the size of C or one row for all (a bias), and negative numbers may become 0.
/// The operations Add and Relu, to the bit: the sums of the product are complete, and rounded, before.
/// </summary>
/// <param name="addend">D; null, as in the default value, where nothing follows.</param>
/// <param name="stride">Elements from one row of D to the next; 0 for one row for all.</param>
/// <param name="relu">Whether negative numbers become 0.</param>
internal readonly unsafe struct ProductEpilogue<T>(T* addend, nint stride, bool relu)
    where T : unmanaged, INumber<T>
{
    /// <summary>D at this place.</summary>
    public T* Addend => addend;

    /// <summary>Elements from one row of D to the next.</summary>
    public nint Stride => stride;

    /// <summary>Whether anything follows.</summary>
    public bool Exists => addend != null;

    /// <summary>The same for the part of C that begins at a row and a column.</summary>
    public ProductEpilogue<T> At(nint row, nint column) => Exists ? new ProductEpilogue<T>(addend + row * stride + column, stride, relu) : this;

    /// <summary>What becomes of a vector of C that stands at a row and a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Of(Vector512<T> sum, nint row, nint column)
    {
        sum += Vector512.Load(addend + row * stride + column);
        return relu ? Rectifier.Of(sum) : sum;
    }

    /// <inheritdoc cref="Of(Vector512{T}, nint, nint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Of(Vector256<T> sum, nint row, nint column)
    {
        sum += Vector256.Load(addend + row * stride + column);
        return relu ? Rectifier.Of(sum) : sum;
    }

    /// <param name="c">The product, or a part of it.</param>
    /// <param name="ldc">Elements from one row of it to the next.</param>
    /// <param name="rows">Rows of it.</param>
    /// <param name="columns">Columns of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(T* c, nint ldc, int rows, int columns)
    {
        if (!Exists) return;
        for (int i = 0; i < rows; i++, c += ldc)
        {
            int j = 0;
            for (; j + Vector512<T>.Count <= columns; j += Vector512<T>.Count) Of(Vector512.Load(c + j), i, j).Store(c + j);
            for (; j < columns; j++)
            {
                T sum = c[j] + addend[i * stride + j];
                c[j] = relu ? Rectifier.Of(sum) : sum;
            }
        }
    }
}
