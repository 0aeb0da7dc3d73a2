using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

internal unsafe partial struct DotProduct<T>
{
    /// <summary>The inner products of one to four X with four Y where vectors have 512 bits, and there are 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWide<TFew>(T* x, nint width, T* y0, T* y1, T* y2, T* y3, int depth, T* sums, bool byRow)
        where TFew : struct
    {
        int begin = First(depth);
        Vector512<T> isThere = Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(begin)));
        Vector512<T> b0 = isThere & Vector512.Load(y0), b1 = isThere & Vector512.Load(y1), b2 = isThere & Vector512.Load(y2), b3 = isThere & Vector512.Load(y3), zero = Vector512<T>.Zero;
        Vector512<T> a = Vector512.Load(x), s00 = Multiplication.Add(a, b0, zero), s01 = Multiplication.Add(a, b1, zero), s02 = Multiplication.Add(a, b2, zero), s03 = Multiplication.Add(a, b3, zero);
        a = HasTwo<TFew>() ? Vector512.Load(x + width) : zero;
        Vector512<T> s10 = Multiplication.Add(a, b0, zero), s11 = Multiplication.Add(a, b1, zero), s12 = Multiplication.Add(a, b2, zero), s13 = Multiplication.Add(a, b3, zero);
        a = HasThree<TFew>() ? Vector512.Load(x + 2 * width) : zero;
        Vector512<T> s20 = Multiplication.Add(a, b0, zero), s21 = Multiplication.Add(a, b1, zero), s22 = Multiplication.Add(a, b2, zero), s23 = Multiplication.Add(a, b3, zero);
        a = HasFour<TFew>() ? Vector512.Load(x + 3 * width) : zero;
        Vector512<T> s30 = Multiplication.Add(a, b0, zero), s31 = Multiplication.Add(a, b1, zero), s32 = Multiplication.Add(a, b2, zero), s33 = Multiplication.Add(a, b3, zero);
        for (nint p = begin; p < depth; p += Lanes)
        {
            x += Lanes;
            b0 = Vector512.Load(y0 + p);
            b1 = Vector512.Load(y1 + p);
            b2 = Vector512.Load(y2 + p);
            b3 = Vector512.Load(y3 + p);
            a = Vector512.Load(x);
            s00 = Multiplication.Add(a, b0, s00);
            s01 = Multiplication.Add(a, b1, s01);
            s02 = Multiplication.Add(a, b2, s02);
            s03 = Multiplication.Add(a, b3, s03);
            if (HasTwo<TFew>())
            {
                a = Vector512.Load(x + width);
                s10 = Multiplication.Add(a, b0, s10);
                s11 = Multiplication.Add(a, b1, s11);
                s12 = Multiplication.Add(a, b2, s12);
                s13 = Multiplication.Add(a, b3, s13);
            }

            if (HasThree<TFew>())
            {
                a = Vector512.Load(x + 2 * width);
                s20 = Multiplication.Add(a, b0, s20);
                s21 = Multiplication.Add(a, b1, s21);
                s22 = Multiplication.Add(a, b2, s22);
                s23 = Multiplication.Add(a, b3, s23);
            }

            if (HasFour<TFew>())
            {
                a = Vector512.Load(x + 3 * width);
                s30 = Multiplication.Add(a, b0, s30);
                s31 = Multiplication.Add(a, b1, s31);
                s32 = Multiplication.Add(a, b2, s32);
                s33 = Multiplication.Add(a, b3, s33);
            }
        }

        if (HasFour<TFew>() && byRow)
        {
            AddLanes(s00, s10, s20, s30, sums);
            AddLanes(s01, s11, s21, s31, sums + Rows);
            AddLanes(s02, s12, s22, s32, sums + 2 * Rows);
            AddLanes(s03, s13, s23, s33, sums + 3 * Rows);
            return;
        }

        AddLanes(s00, s01, s02, s03, sums);
        if (HasTwo<TFew>()) AddLanes(s10, s11, s12, s13, sums + Rows);
        if (HasThree<TFew>()) AddLanes(s20, s21, s22, s23, sums + 2 * Rows);
        if (HasFour<TFew>()) AddLanes(s30, s31, s32, s33, sums + 3 * Rows);
    }

    /// <summary>The sums of the lanes of four vectors, whose halves are added first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLanes(Vector512<T> s0, Vector512<T> s1, Vector512<T> s2, Vector512<T> s3, T* sums) =>
        AddLanes(s0.GetLower() + s0.GetUpper(), s1.GetLower() + s1.GetUpper(), s2.GetLower() + s2.GetUpper(), s3.GetLower() + s3.GetUpper(), sums);
}
