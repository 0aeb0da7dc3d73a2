using System.Numerics;
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

    private void Load<TFrom, TTo>(TFrom* source, TTo* destination, long position, int count)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        if (_lengths.Length == 0)
        {
            new Span<TTo>(destination, count).Fill(TTo.CreateTruncating(source[0]));
            return;
        }

        long inner = _lengths[0];
        while (count > 0)
        {
            int run = (int)Math.Min(count, inner - position % inner);
            TFrom* from = source + Offset(position);
            if (_strides[0] == 0) new Span<TTo>(destination, run).Fill(TTo.CreateTruncating(*from));
            else if (typeof(TFrom) == typeof(TTo)) new ReadOnlySpan<TTo>(from, run).CopyTo(new Span<TTo>(destination, run));
            else for (int i = 0; i < run; i++) destination[i] = TTo.CreateTruncating(from[i]);
            destination += run;
            position += run;
            count -= run;
        }
    }
}
