using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Reads a tensor as if it had a larger shape: NumPy's broadcasting, for a run of consecutive elements of the larger shape.
/// Axes along which the tensor repeats have stride 0; neighbouring axes that move alike are merged, so that most cases have one or two axes.
/// </summary>
internal sealed unsafe class Broadcast
{
    private readonly long[] _lengths;
    private readonly long[] _strides;

    public Broadcast(Shape from, Shape to)
    {
        var lengths = new List<long>();
        var strides = new List<long>();
        long stride = 1;
        for (int i = 1; i <= to.Rank; i++)
        {
            long length = to[^i];
            bool repeats = i > from.Rank || from[^i] == 1;
            if (length == 1) continue;
            long step = repeats ? 0 : stride;
            if (!repeats) stride *= length;
            if (lengths.Count > 0 && (step == 0 ? strides[^1] == 0 : strides[^1] != 0 && step == strides[^1] * lengths[^1])) lengths[^1] *= length;
            else
            {
                lengths.Add(length);
                strides.Add(step);
            }
        }

        // Innermost axis first.
        _lengths = [.. lengths];
        _strides = [.. strides];
    }

    /// <summary>After how many elements the smaller tensor begins again, where that is all there is to it (a bias, repeated for every row); otherwise 0.</summary>
    public long Period => _lengths.Length == 2 && _strides[0] == 1 && _strides[1] == 0 ? _lengths[0] : 0;

    /// <summary>Whether all elements are one number.</summary>
    public bool IsSingle => Array.TrueForAll(_strides, stride => stride == 0);

    /// <summary>Writes elements position … position + count of the larger shape, converted to the type (from bool, 0 and 1).</summary>
    public void Load(Tensor source, byte* destination, long position, int count, DType type)
    {
        switch (type)
        {
            case DType.Float32: LoadAs<float>(source, (float*)destination, position, count); break;
            case DType.Float64: LoadAs<double>(source, (double*)destination, position, count); break;
            case DType.Int32: LoadAs<int>(source, (int*)destination, position, count); break;
            default: LoadAs<long>(source, (long*)destination, position, count); break;
        }
    }

    /// <summary>The position in the smaller tensor of an element of the larger shape.</summary>
    public long Offset(long position)
    {
        long offset = 0;
        for (int axis = 0; axis < _lengths.Length; axis++)
        {
            (position, long index) = Math.DivRem(position, _lengths[axis]);
            offset += index * _strides[axis];
        }

        return offset;
    }

    private void LoadAs<T>(Tensor source, T* destination, long position, int count) where T : unmanaged, INumber<T>
    {
        if (source.DType == DType.Bool) Load(source.Pointer, destination, position, count);
        else Load((T*)source.Pointer, destination, position, count);
    }

    /// <summary>Run after run of the innermost axis; where each begins is found by counting up the axes, not by dividing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load<TFrom, TTo>(TFrom* source, TTo* destination, long position, int count)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        if (count == 0) return;
        if (_lengths.Length == 0)
        {
            Fill(destination, TTo.CreateTruncating(source[0]), count);
            return;
        }

        int rank = _lengths.Length;
        long* index = stackalloc long[rank];
        TFrom* from = source;
        for (int axis = 0; axis < rank; axis++)
        {
            (position, index[axis]) = Math.DivRem(position, _lengths[axis]);
            from += index[axis] * _strides[axis];
        }

        long inner = _lengths[0], step = _strides[0], run = Math.Min(count, inner - index[0]);
        from -= index[0] * step;
        TFrom* first = from + index[0] * step;
        while (true)
        {
            if (step == 0) Fill(destination, TTo.CreateTruncating(*first), run);
            else if (typeof(TFrom) == typeof(TTo)) Copy((TTo*)first, destination, run);
            else for (int i = 0; i < run; i++) destination[i] = TTo.CreateTruncating(first[i]);
            destination += run;
            count -= (int)run;
            if (count == 0) return;
            for (int axis = 1; axis < rank; axis++)
            {
                from += _strides[axis];
                if (++index[axis] < _lengths[axis]) break;
                from -= _strides[axis] * _lengths[axis];
                index[axis] = 0;
            }

            first = from;
            run = Math.Min(count, inner);
        }
    }

    // The last vector of a run lies over the one before it, so that nothing is written behind the run.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<T>(T* destination, T value, long count) where T : unmanaged, INumber<T>
    {
        int lanes = Vector512<T>.Count;
        if (count < lanes)
        {
            for (long i = 0; i < count; i++) destination[i] = value;
            return;
        }

        Vector512<T> vector = Vector512.Create(value);
        for (long i = 0; i < count - lanes; i += lanes) vector.Store(destination + i);
        vector.Store(destination + count - lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(T* source, T* destination, long count) where T : unmanaged
    {
        int lanes = Vector512<T>.Count;
        if (count < lanes)
        {
            for (long i = 0; i < count; i++) destination[i] = source[i];
            return;
        }

        for (long i = 0; i < count - lanes; i += lanes) Vector512.Load(source + i).Store(destination + i);
        Vector512.Load(source + count - lanes).Store(destination + count - lanes);
    }
}
