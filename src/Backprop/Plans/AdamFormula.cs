using System.Runtime.CompilerServices;
using Backprop.Kernels;
using Minus = Backprop.Operations.Subtract.Function;
using Over = Backprop.Operations.Divide.Function;
using Plus = Backprop.Operations.Add.Function;
using Root = Backprop.Operations.Sqrt.Function;
using Square = Backprop.Operations.Square.Function;
using Times = Backprop.Operations.Multiply.Function;

namespace Backprop.Plans;

/// <summary>Adam's update: m ← m + (g − m)(1 − β₁); v ← v + (g² − v)(1 − β₂); w ← w − m·α/(√v + ε), bound by the square root and the division.</summary>
internal readonly struct AdamFormula : IElementwiseFormula
{
    public static int Inputs => 8;

    public static int ValueCount => 11;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute<TValues, TValue>(TValues values) where TValues : struct, IFormulaValues<TValue>
    {
        TValue g = values.Read(0), m = values.Read(1), keptOfM = values.Read(2), v = values.Read(3), keptOfV = values.Read(4), alpha = values.Read(5), epsilon = values.Read(6), w = values.Read(7);
        m = values.Of<Plus>(m, values.Of<Times>(values.Of<Minus>(g, m), keptOfM));
        v = values.Of<Plus>(v, values.Of<Times>(values.Of<Minus>(values.Of<Square>(g), v), keptOfV));
        TValue root = values.Of<Plus>(values.Of<Root>(v), epsilon);
        w = values.Of<Minus>(w, values.Of<Over>(values.Of<Times>(m, alpha), root));
        values.Write(8, w);
        values.Write(9, m);
        values.Write(10, v);
    }
}
