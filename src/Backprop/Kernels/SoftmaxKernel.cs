using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Softmax or its logarithm along the middle axis of (outer, length, inner), shifted by the largest element so that nothing overflows.
/// Rows whose elements lie side by side are read a vector at a time; otherwise a vector takes as many neighbouring rows at once.
/// </summary>
internal sealed unsafe class SoftmaxKernel<T>(Tensor input, Tensor output, int outer, int length, int inner, bool logarithm) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run()
    {
        if (length == 0 || inner == 0) return;
        T* x = (T*)input.Pointer;
        T* y = (T*)output.Pointer;
        for (int o = 0; o < outer; o++, x += (long)length * inner, y += (long)length * inner)
        {
            if (inner == 1) Row(x, y);
            else Columns(x, y);
        }
    }

    /// <summary>The plain version of one row, the reference for the others.</summary>
    public static void Plain(ReadOnlySpan<T> x, Span<T> y, bool logarithm)
    {
        T largest = T.NegativeInfinity, sum = T.Zero;
        foreach (T value in x) largest = T.Max(largest, value);
        foreach (T value in x) sum += T.Exp(value - largest);
        for (int i = 0; i < x.Length; i++) y[i] = logarithm ? x[i] - largest - T.Log(sum) : T.Exp(x[i] - largest) / sum;
    }

    private void Row(T* x, T* y)
    {
        int lanes = Vector512<T>.Count, whole = length / lanes * lanes, rest = length - whole;
        // What is left behind the last whole vector; the lanes beyond it are −∞, which is never the largest and whose exponential is 0.
        Vector512<T> last = Vector512.Create(T.NegativeInfinity);
        for (int i = 0; i < rest; i++) last = last.WithElement(i, x[whole + i]);
        Vector512<T> largests = last;
        for (int i = 0; i < whole; i += lanes) largests = Vector512.Max(largests, Vector512.Load(x + i));
        T largest = largests[0];
        for (int lane = 1; lane < lanes; lane++) largest = T.Max(largest, largests[lane]);

        Vector512<T> shift = Vector512.Create(largest), sums = Vector512<T>.Zero;
        for (int i = 0; i < whole; i += lanes)
        {
            Vector512<T> e = VectorMath.Exp(Vector512.Load(x + i) - shift);
            if (!logarithm) e.Store(y + i);
            sums += e;
        }

        Vector512<T> tail = last - shift;
        if (rest > 0)
        {
            Vector512<T> e = VectorMath.Exp(tail);
            if (!logarithm) tail = e;
            sums += e;
        }

        T sum = T.Zero;
        for (int lane = 0; lane < lanes; lane++) sum += sums[lane];
        Vector512<T> scale = Vector512.Create(logarithm ? T.Log(sum) : sum);
        for (int i = 0; i < whole; i += lanes) (logarithm ? Vector512.Load(x + i) - shift - scale : Vector512.Load(y + i) / scale).Store(y + i);
        tail = logarithm ? tail - scale : tail / scale;
        for (int i = 0; i < rest; i++) y[whole + i] = tail[i];
    }

    private void Columns(T* x, T* y)
    {
        int lanes = Vector512<T>.Count, column = 0;
        for (; column + lanes <= inner; column += lanes) Columns(x + column, y + column, lanes);
        if (column < inner) Columns(x + column, y + column, inner - column);
    }

    private void Columns(T* x, T* y, int count)
    {
        Vector512<T> largest = Vector512.Create(T.NegativeInfinity), sum = Vector512<T>.Zero;
        for (int r = 0; r < length; r++) largest = Vector512.Max(largest, Load(x + (long)r * inner, count));
        for (int r = 0; r < length; r++)
        {
            Vector512<T> e = VectorMath.Exp(Load(x + (long)r * inner, count) - largest);
            if (!logarithm) Store(e, y + (long)r * inner, count);
            sum += e;
        }

        Vector512<T> scale = logarithm ? VectorMath.Log(sum) : sum;
        for (int r = 0; r < length; r++)
        {
            long at = (long)r * inner;
            Store(logarithm ? Load(x + at, count) - largest - scale : Load(y + at, count) / scale, y + at, count);
        }
    }

    private static Vector512<T> Load(T* from, int count)
    {
        if (count == Vector512<T>.Count) return Vector512.Load(from);
        Vector512<T> vector = Vector512<T>.Zero;
        for (int i = 0; i < count; i++) vector = vector.WithElement(i, from[i]);
        return vector;
    }

    private static void Store(Vector512<T> vector, T* to, int count)
    {
        if (count == Vector512<T>.Count) vector.Store(to);
        else for (int i = 0; i < count; i++) to[i] = vector[i];
    }
}
