using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Backprop.Tensors;
using Tensor = Backprop.Tensors.Tensor;

namespace Backprop.Kernels;

/// <summary>
/// Rows chosen by index: x is (outer, length, inner), the indices are a list, the rows (outer, count, inner). Gathering copies rows of x out,
/// scattering adds rows into x, in the order of the list, so that equal indices add up the same way every time.
/// </summary>
internal sealed unsafe class IndexedRows(string name, Tensor x, Tensor indices, Tensor rows, int outer, int length, int inner, bool scatter) : Kernel
{
    public override void Run()
    {
        if (scatter) new Span<byte>(x.Pointer, x.Size * x.DType.Bytes).Clear();
        switch (x.DType)
        {
            case DType.Float32: Run<float>(); break;
            case DType.Float64: Run<double>(); break;
            case DType.Int32: Run<int>(); break;
            case DType.Int64: Run<long>(); break;
            default: Copy<byte>(); break;
        }
    }

    /// <summary>An index, checked.</summary>
    public static int Checked<TIndex>(string name, TIndex* indices, int position, int length) where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        long index = long.CreateTruncating(indices[position]);
        return (ulong)index < (ulong)length ? (int)index : throw new ArgumentException($"{name}: the index {index} at position {position} is outside 0 … {length - 1}.");
    }

    private void Run<T>() where T : unmanaged, INumber<T>
    {
        if (scatter && indices.DType == DType.Int32) Add<T, int>();
        else if (scatter) Add<T, long>();
        else Copy<T>();
    }

    private void Copy<T>() where T : unmanaged
    {
        if (indices.DType == DType.Int32) CopyRows<T, int>();
        else CopyRows<T, long>();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyRows<T, TIndex>() where T : unmanaged where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        TIndex* list = (TIndex*)indices.Pointer;
        T* to = (T*)rows.Pointer;
        for (int o = 0; o < outer; o++)
        {
            T* table = (T*)x.Pointer + (long)o * length * inner;
            for (int i = 0; i < indices.Size; i++, to += inner)
            {
                T* from = table + (long)Checked(name, list, i, length) * inner;
                if (inner == 1) *to = *from;
                else Buffer.MemoryCopy(from, to, (long)inner * sizeof(T), (long)inner * sizeof(T));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<T, TIndex>() where T : unmanaged, INumber<T> where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        TIndex* list = (TIndex*)indices.Pointer;
        T* from = (T*)rows.Pointer;
        for (int o = 0; o < outer; o++)
        {
            T* table = (T*)x.Pointer + (long)o * length * inner;
            for (int i = 0; i < indices.Size; i++, from += inner)
            {
                T* to = table + (long)Checked(name, list, i, length) * inner;
                if (inner == 1)
                {
                    *to += *from;
                }
                else
                {
                    var sum = new Span<T>(to, inner);
                    TensorPrimitives.Add(sum, new ReadOnlySpan<T>(from, inner), sum);
                }
            }
        }
    }
}
