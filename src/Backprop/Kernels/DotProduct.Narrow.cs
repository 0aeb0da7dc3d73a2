using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

internal unsafe partial struct DotProduct<T>
{
    /// <summary>
    /// The inner products of one, two or three X with four Y where vectors have 256 bits: twelve sums, three vectors of X and one of Y fill the sixteen registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNarrow<TFew>(T* x, nint width, T* y0, T* y1, T* y2, T* y3, int depth, T* sums)
        where TFew : struct
    {
        int begin = First(depth);
        Vector256<T> isThere = Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(begin))), zero = Vector256<T>.Zero;
        Vector256<T> a0 = Vector256.Load(x), a1 = HasTwo<TFew>() ? Vector256.Load(x + width) : zero, a2 = HasThree<TFew>() ? Vector256.Load(x + 2 * width) : zero;
        Vector256<T> b = isThere & Vector256.Load(y0), s00 = Multiplication.Add(a0, b, zero), s10 = Multiplication.Add(a1, b, zero), s20 = Multiplication.Add(a2, b, zero);
        b = isThere & Vector256.Load(y1);
        Vector256<T> s01 = Multiplication.Add(a0, b, zero), s11 = Multiplication.Add(a1, b, zero), s21 = Multiplication.Add(a2, b, zero);
        b = isThere & Vector256.Load(y2);
        Vector256<T> s02 = Multiplication.Add(a0, b, zero), s12 = Multiplication.Add(a1, b, zero), s22 = Multiplication.Add(a2, b, zero);
        b = isThere & Vector256.Load(y3);
        Vector256<T> s03 = Multiplication.Add(a0, b, zero), s13 = Multiplication.Add(a1, b, zero), s23 = Multiplication.Add(a2, b, zero);
        for (nint p = begin; p < depth; p += Lanes)
        {
            x += Lanes;
            a0 = Vector256.Load(x);
            if (HasTwo<TFew>()) a1 = Vector256.Load(x + width);
            if (HasThree<TFew>()) a2 = Vector256.Load(x + 2 * width);
            b = Vector256.Load(y0 + p);
            s00 = Multiplication.Add(a0, b, s00);
            if (HasTwo<TFew>()) s10 = Multiplication.Add(a1, b, s10);
            if (HasThree<TFew>()) s20 = Multiplication.Add(a2, b, s20);
            b = Vector256.Load(y1 + p);
            s01 = Multiplication.Add(a0, b, s01);
            if (HasTwo<TFew>()) s11 = Multiplication.Add(a1, b, s11);
            if (HasThree<TFew>()) s21 = Multiplication.Add(a2, b, s21);
            b = Vector256.Load(y2 + p);
            s02 = Multiplication.Add(a0, b, s02);
            if (HasTwo<TFew>()) s12 = Multiplication.Add(a1, b, s12);
            if (HasThree<TFew>()) s22 = Multiplication.Add(a2, b, s22);
            b = Vector256.Load(y3 + p);
            s03 = Multiplication.Add(a0, b, s03);
            if (HasTwo<TFew>()) s13 = Multiplication.Add(a1, b, s13);
            if (HasThree<TFew>()) s23 = Multiplication.Add(a2, b, s23);
        }

        AddLanes(s00, s01, s02, s03, sums);
        if (HasTwo<TFew>()) AddLanes(s10, s11, s12, s13, sums + Rows);
        if (HasThree<TFew>()) AddLanes(s20, s21, s22, s23, sums + 2 * Rows);
    }

    /// <summary>The sums of the lanes of four vectors: those of single precision are turned, so that one addition serves four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLanes(Vector256<T> s0, Vector256<T> s1, Vector256<T> s2, Vector256<T> s3, T* sums)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported)
        {
            TileTranspose.Turn(s0.AsSingle(), s1.AsSingle(), s2.AsSingle(), s3.AsSingle(), out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3);
            Vector256<float> halves = r0 + r1 + (r2 + r3);
            (halves.GetLower() + halves.GetUpper()).Store((float*)sums);
            return;
        }

        sums[0] = Vector256.Sum(s0);
        sums[1] = Vector256.Sum(s1);
        sums[2] = Vector256.Sum(s2);
        sums[3] = Vector256.Sum(s3);
    }
}
