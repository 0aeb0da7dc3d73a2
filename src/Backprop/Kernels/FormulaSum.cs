using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>The sum of a formula over each of some rows, without writing what is added up; in the very order of <see cref="Reductions.Row"/>.</summary>
internal sealed unsafe class FormulaSum<T, TFormula>(FormulaOperands<T> operands, Tensor output, int length) : Kernel
    where T : unmanaged, INumber<T>
    where TFormula : IRowFormula
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run()
    {
        FormulaRow<T> at = operands.First;
        T* to = (T*)output.Pointer;
        int count = length;
        for (int row = output.Size; row > 0; row--)
        {
            *to++ = count <= Reductions.Block ? Block(at.A, at.B, at.C, at.D, at.R0, at.R1, at.R2, at.R3, count) : Row(at.A, at.B, at.C, at.D, at.R0, at.R1, at.R2, at.R3, count);
            at.Next<TFormula>();
        }
    }

    private static T Row(T* a, T* b, T* c, T* d, T* p0, T* p1, T* p2, T* p3, int length)
    {
        if (length <= Reductions.Block) return Block(a, b, c, d, p0, p1, p2, p3, length);
        int half = Reductions.Half(length);
        return Row(a, b, c, d, p0, p1, p2, p3, half) + Row(a + half, b + half, c + half, d + half, p0, p1, p2, p3, length - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Block(T* a, T* b, T* c, T* d, T* p0, T* p1, T* p2, T* p3, nint length)
    {
        Vector512<T> r0 = FormulaElement.Scalar(p0, TFormula.Scalars > 0), r1 = FormulaElement.Scalar(p1, TFormula.Scalars > 1), r2 = FormulaElement.Scalar(p2, TFormula.Scalars > 2), r3 = FormulaElement.Scalar(p3, TFormula.Scalars > 3);
        nint lanes = Vector512<T>.Count, i = 0;
        T result = SumReduction.Neutral<T>();
        if (length >= lanes)
        {
            Vector512<T> s0 = Vector512.Create(result), s1 = s0, s2 = s0, s3 = s0;
            for (; i + 4 * lanes <= length; i += 4 * lanes)
            {
                s0 += FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3);
                s1 += FormulaElement.At<T, TFormula>(a, b, c, d, i + lanes, r0, r1, r2, r3);
                s2 += FormulaElement.At<T, TFormula>(a, b, c, d, i + 2 * lanes, r0, r1, r2, r3);
                s3 += FormulaElement.At<T, TFormula>(a, b, c, d, i + 3 * lanes, r0, r1, r2, r3);
            }

            for (; i + lanes <= length; i += lanes) s0 += FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3);
            result = Lanes.Combine<T, SumReduction>(s0 + s1 + (s2 + s3));
        }

        if (i == length) return result;
        Vector512<T> last = FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3);
        return AddFirst(result, last, (int)(length - i));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T AddFirst(T result, Vector512<T> vector, int count)
    {
        for (int lane = 0; lane < count; lane++) result += vector[lane];
        return result;
    }
}
