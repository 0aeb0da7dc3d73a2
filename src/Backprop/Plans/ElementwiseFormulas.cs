using System.Runtime.CompilerServices;
using Backprop.Kernels;
using Backprop.Operations;

namespace Backprop.Plans;

/// <summary>The formulas that have a loop of their own. A program that computes just one of them runs it; every other program is interpreted step by step, to the same bits.</summary>
internal static class ElementwiseFormulas
{
    public static IReadOnlyList<ElementwiseFormula> All { get; } =
    [
        ElementwiseFormula.Of<AdamFormula>(),
    ];
}

/// <summary>Adam's update: m ← m + (g − m)(1 − β₁); v ← v + (g² − v)(1 − β₂); w ← w − m·α/(√v + ε), bound by the square root and the division.</summary>
internal readonly struct AdamFormula : IElementwiseFormula
{
    public static int Inputs => 8;

    public static int ValueCount => 11;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute<TValues, TValue>(TValues values) where TValues : struct, IFormulaValues<TValue>
    {
        TValue g = values.Read(0), m = values.Read(1), keptOfM = values.Read(2), v = values.Read(3), keptOfV = values.Read(4), alpha = values.Read(5), epsilon = values.Read(6), w = values.Read(7);
        m = values.Of<Add.Function>(m, values.Of<Multiply.Function>(values.Of<Subtract.Function>(g, m), keptOfM));
        v = values.Of<Add.Function>(v, values.Of<Multiply.Function>(values.Of<Subtract.Function>(values.Of<Square.Function>(g), v), keptOfV));
        TValue root = values.Of<Add.Function>(values.Of<Sqrt.Function>(v), epsilon);
        w = values.Of<Subtract.Function>(w, values.Of<Divide.Function>(values.Of<Multiply.Function>(m, alpha), root));
        values.Write(8, w);
        values.Write(9, m);
        values.Write(10, v);
    }
}
