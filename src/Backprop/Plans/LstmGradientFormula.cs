using System.Runtime.CompilerServices;
using Backprop.Kernels;
using Minus = Backprop.Operations.Subtract.Function;
using Plus = Backprop.Operations.Add.Function;
using Square = Backprop.Operations.Square.Function;
using Times = Backprop.Operations.Multiply.Function;

namespace Backprop.Plans;

/// <summary>
/// The way back through a step of an LSTM: with ∂h and the later step's ∂c₊₁, f₊₁, the gradient of the state, ∂c = ∂c₊₁·f₊₁ + ∂h·o·(1 − tanh²c), and of the sums before the gates,
/// ∂zᵢ = ∂c·g·i(1 − i), ∂z_f = ∂c·c₋₁·f(1 − f), ∂z_g = ∂c·i·(1 − g²), ∂zₒ = ∂h·tanh c·o(1 − o).
/// </summary>
internal readonly struct LstmGradientFormula : IElementwiseFormula
{
    public static int Inputs => 10;

    public static int ValueCount => 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute<TValues, TValue>(TValues values) where TValues : struct, IFormulaValues<TValue>
    {
        TValue laterC = values.Read(0), laterF = values.Read(1), gradientOfH = values.Read(2), o = values.Read(3), tanhC = values.Read(4), one = values.Read(5);
        TValue g = values.Read(6), i = values.Read(7), before = values.Read(8), f = values.Read(9);
        TValue slope = values.Of<Minus>(one, values.Of<Square>(tanhC));
        TValue gradient = values.Of<Plus>(values.Of<Times>(laterC, laterF), values.Of<Times>(values.Of<Times>(gradientOfH, o), slope));
        TValue gradientOfI = values.Of<Times>(values.Of<Times>(gradient, g), values.Of<Times>(i, values.Of<Minus>(one, i)));
        TValue gradientOfF = values.Of<Times>(values.Of<Times>(gradient, before), values.Of<Times>(f, values.Of<Minus>(one, f)));
        TValue gradientOfG = values.Of<Times>(values.Of<Times>(gradient, i), values.Of<Minus>(one, values.Of<Square>(g)));
        TValue gradientOfO = values.Of<Times>(values.Of<Times>(gradientOfH, tanhC), values.Of<Times>(o, values.Of<Minus>(one, o)));
        values.Write(10, gradientOfI);
        values.Write(11, gradientOfF);
        values.Write(12, gradientOfG);
        values.Write(13, gradientOfO);
        values.Write(14, gradient);
    }
}
