using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Softmax or its logarithm along the middle axis of (outer, length, inner), shifted by the largest element so that nothing overflows.
/// Rows whose elements lie side by side are read a vector at a time; otherwise a vector takes as many neighbouring rows at once.
/// A row goes three times through the nearest cache: for the largest element, for the exponentials and their sum, and for the product with the reciprocal of the sum.
/// While exponentials are computed, the next row is fetched; where the result is too large for any cache, it is written past them.
/// </summary>
internal sealed unsafe class SoftmaxKernel<T>(Tensor input, Tensor output, int outer, int length, int inner, bool logarithm) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements that one thread takes at a time.</summary>
    private const int Chunk = 32768;

    /// <summary>Bytes of a row that fit into the nearest cache beside the exponentials.</summary>
    private const int NearRow = 16 << 10;

    public override void Run()
    {
        if (length == 0 || inner == 0) return;
        if ((long)outer * length * inner <= Chunk)
        {
            RunRange(0, outer);
            return;
        }

        // The workers see this kernel through its slot on this stack, which lives until they are done.
        SoftmaxKernel<T> self = this;
        Workers.Run((outer + Step - 1) / Step, &RunChunk, Unsafe.AsPointer(ref self));
    }

    /// <summary>The plain version of one row, the reference for the others.</summary>
    public static void Plain(ReadOnlySpan<T> x, Span<T> y, bool logarithm)
    {
        T largest = T.NegativeInfinity, sum = T.Zero;
        foreach (T value in x) largest = T.Max(largest, value);
        foreach (T value in x) sum += T.Exp(value - largest);
        for (int i = 0; i < x.Length; i++) y[i] = logarithm ? x[i] - largest - T.Log(sum) : T.Exp(x[i] - largest) / sum;
    }

    private int Step => (int)Math.Max(1, Chunk / ((long)length * inner));

    private static void RunChunk(void* state, int chunk)
    {
        SoftmaxKernel<T> self = Unsafe.AsRef<SoftmaxKernel<T>>(state);
        self.RunRange(chunk * self.Step, Math.Min(self.Outer, (chunk + 1) * self.Step));
    }

    private int Outer => outer;

    private void RunRange(int start, int end)
    {
        T* x = (T*)input.Pointer;
        T* y = (T*)output.Pointer;
        long step = (long)length * inner;
        if (inner != 1)
        {
            for (int o = start; o < end; o++) Columns(x + o * step, y + o * step);
            return;
        }

        bool pastCaches = Streaming.Pays((long)outer * length * sizeof(T)) && Streaming.IsAligned(y) && length % Vector512<T>.Count == 0 && length * sizeof(T) <= NearRow;
        T* exponentials = pastCaches && !logarithm ? (T*)Scratch.ForThisThread(length * sizeof(T)) : null;
        for (int o = start; o < end; o++)
        {
            T* from = x + o * step;
            T* to = y + o * step;
            if (logarithm) LogarithmOfRow(from, to, pastCaches);
            else Row(from, to, exponentials is null ? to : exponentials, pastCaches);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(T* x, T* y, T* e, bool pastCaches)
    {
        int lanes = Vector512<T>.Count, whole = length / lanes * lanes;
        Vector512<T> last = Last(x, whole);
        Vector512<T> shift = Vector512.Create(Largest(x, whole, last)), sums = Vector512<T>.Zero;
        for (int i = 0; i < whole; i += lanes)
        {
            if (Sse.IsSupported) Sse.Prefetch0(x + length + i);
            Vector512<T> exponential = VectorMath.ExpOfNegative(Vector512.Load(x + i) - shift);
            exponential.Store(e + i);
            sums += exponential;
        }

        if (whole < length)
        {
            last = VectorMath.ExpOfNegative(last - shift);
            sums += last;
        }

        Vector512<T> reciprocal = Vector512.Create(T.One / Lanes.Combine<T, SumReduction>(sums));
        for (int i = 0; i < whole; i += lanes) Streaming.Store(Vector512.Load(e + i) * reciprocal, y + i, pastCaches);
        if (whole < length) Store(last * reciprocal, y + whole, length - whole);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void LogarithmOfRow(T* x, T* y, bool pastCaches)
    {
        int lanes = Vector512<T>.Count, whole = length / lanes * lanes;
        Vector512<T> last = Last(x, whole);
        Vector512<T> shift = Vector512.Create(Largest(x, whole, last)), sums = Vector512<T>.Zero;
        for (int i = 0; i < whole; i += lanes)
        {
            if (Sse.IsSupported) Sse.Prefetch0(x + length + i);
            sums += VectorMath.ExpOfNegative(Vector512.Load(x + i) - shift);
        }

        last -= shift;
        if (whole < length) sums += VectorMath.ExpOfNegative(last);
        Vector512<T> logarithmOfSum = Vector512.Create(T.Log(Lanes.Combine<T, SumReduction>(sums)));
        for (int i = 0; i < whole; i += lanes) Streaming.Store(Vector512.Load(x + i) - shift - logarithmOfSum, y + i, pastCaches);
        if (whole < length) Store(last - logarithmOfSum, y + whole, length - whole);
    }

    /// <summary>What is left behind the last whole vector; the lanes beyond it are −∞, which is never the largest and whose exponential is 0.</summary>
    private Vector512<T> Last(T* x, int whole)
    {
        Vector512<T> beyond = Vector512.Create(T.NegativeInfinity);
        return whole == length ? beyond : First(length - whole, x + whole, beyond);
    }

    /// <summary>The largest element, where none is NaN; where one is, its exponential makes the sum NaN, whatever this returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Largest(T* x, int whole, Vector512<T> a)
    {
        int lanes = Vector512<T>.Count, i = 0;
        Vector512<T> b = a, c = a, d = a;
        for (; i + 4 * lanes <= whole; i += 4 * lanes)
        {
            a = Vector512.MaxNative(a, Vector512.Load(x + i));
            b = Vector512.MaxNative(b, Vector512.Load(x + i + lanes));
            c = Vector512.MaxNative(c, Vector512.Load(x + i + 2 * lanes));
            d = Vector512.MaxNative(d, Vector512.Load(x + i + 3 * lanes));
        }

        for (; i < whole; i += lanes) a = Vector512.MaxNative(a, Vector512.Load(x + i));
        return Lanes.Combine<T, NativeMax>(Vector512.MaxNative(Vector512.MaxNative(a, b), Vector512.MaxNative(c, d)));
    }

    private void Columns(T* x, T* y)
    {
        int lanes = Vector512<T>.Count, column = 0;
        for (; column + lanes <= inner; column += lanes) Columns(x + column, y + column, lanes);
        if (column < inner) Columns(x + column, y + column, inner - column);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Columns(T* x, T* y, int count)
    {
        Vector512<T> largest = Vector512.Create(T.NegativeInfinity), sum = Vector512<T>.Zero;
        for (int r = 0; r < length; r++) largest = Vector512.MaxNative(largest, Load(x + (long)r * inner, count));
        for (int r = 0; r < length; r++)
        {
            Vector512<T> e = VectorMath.ExpOfNegative(Load(x + (long)r * inner, count) - largest);
            if (!logarithm) Store(e, y + (long)r * inner, count);
            sum += e;
        }

        Vector512<T> scale = logarithm ? VectorMath.Log(sum) : Vector512<T>.One / sum;
        for (int r = 0; r < length; r++)
        {
            long at = (long)r * inner;
            Store(logarithm ? Load(x + at, count) - largest - scale : Load(y + at, count) * scale, y + at, count);
        }
    }

    private static Vector512<T> Load(T* from, int count) => count == Vector512<T>.Count ? Vector512.Load(from) : First(count, from, Vector512<T>.Zero);

    /// <summary>The first elements of a vector from memory, which can be read beyond them, and other ones in the lanes behind.</summary>
    private static Vector512<T> First(int count, T* from, Vector512<T> behind) =>
        Vector512.ConditionalSelect(Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count))), Vector512.Load(from), behind);

    [SkipLocalsInit]
    private static void Store(Vector512<T> vector, T* to, int count)
    {
        if (count == Vector512<T>.Count)
        {
            vector.Store(to);
            return;
        }

        T* lanes = stackalloc T[Vector512<T>.Count];
        vector.Store(lanes);
        for (int i = 0; i < count; i++) to[i] = lanes[i];
    }

    /// <summary>The instruction that processors have for the larger of two numbers; on some of them it loses NaN.</summary>
    private readonly struct NativeMax : IReduction
    {
        public static TNumber Neutral<TNumber>() where TNumber : unmanaged, INumber<TNumber> => MaxReduction.Neutral<TNumber>();

        public static TNumber Empty<TNumber>() where TNumber : unmanaged, INumber<TNumber> => MaxReduction.Neutral<TNumber>();

        public static TNumber Combine<TNumber>(TNumber a, TNumber b) where TNumber : unmanaged, INumber<TNumber> => a > b ? a : b;

        public static Vector512<TNumber> Combine<TNumber>(Vector512<TNumber> a, Vector512<TNumber> b) where TNumber : unmanaged, INumber<TNumber> => Vector512.MaxNative(a, b);
    }
}
