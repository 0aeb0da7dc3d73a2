using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>An expression in which every intermediate value is used several times, so that gradients must add up.</summary>
internal static class MicrogradReadme
{
    public static void Run(Sheet sheet)
    {
        Variable a = Variable.Of("a", -4), b = Variable.Of("b", 2);
        Node c = a + b, d = a * b + Power(b, 3);
        c += c + 1;
        c += 1 + c + (-a);
        d += d * 2 + Relu(b + a);
        d += 3 * d + Relu(b - a);
        Node e = c - d, f = Square(e), g = f / 2;
        g += 10 / f;
        sheet.Is("g", g);
        sheet.Is("dg/da", Gradient.Of(g, a));
        sheet.Is("dg/db", Gradient.Of(g, b));
    }
}
