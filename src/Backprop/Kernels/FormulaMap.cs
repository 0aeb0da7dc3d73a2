using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>A formula for every element of some rows: everything is read once, and nothing but the result is written.</summary>
internal sealed unsafe class FormulaMap<T, TFormula>(FormulaOperands<T> operands, Tensor output, int length, bool pastCaches) : Kernel
    where T : unmanaged, INumber<T>
    where TFormula : IRowFormula
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run()
    {
        FormulaRow<T> at = operands.First;
        T* to = (T*)output.Pointer;
        int step = length;
        bool isStreamed = pastCaches;
        for (int row = output.Size / step; row > 0; row--, to += step)
        {
            Row(at.A, at.B, at.C, at.D, at.R0, at.R1, at.R2, at.R3, to, step, isStreamed);
            at.Next<TFormula>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(T* a, T* b, T* c, T* d, T* p0, T* p1, T* p2, T* p3, T* to, nint length, bool pastCaches)
    {
        Vector512<T> r0 = FormulaElement.Scalar(p0, TFormula.Scalars > 0), r1 = FormulaElement.Scalar(p1, TFormula.Scalars > 1), r2 = FormulaElement.Scalar(p2, TFormula.Scalars > 2), r3 = FormulaElement.Scalar(p3, TFormula.Scalars > 3);
        nint lanes = Vector512<T>.Count, i = 0, whole = length & -lanes;
        if (pastCaches && Streaming.IsAligned(to))
        {
            for (; i < whole; i += lanes) FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3).StoreAlignedNonTemporal(to + i);
        }

        for (; i < whole; i += lanes) FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3).Store(to + i);
        if (i == length) return;
        // What is read behind the row lies in the next one, or in the bytes that may be read behind every tensor.
        Vector512<T> last = FormulaElement.At<T, TFormula>(a, b, c, d, i, r0, r1, r2, r3);
        StoreFirst(last, to + i, (int)(length - i));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StoreFirst(Vector512<T> vector, T* to, int count)
    {
        for (int lane = 0; lane < count; lane++) to[lane] = vector[lane];
    }
}
