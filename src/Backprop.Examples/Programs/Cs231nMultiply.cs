using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Examples.Programs;

/// <summary>f = x·y: each factor's derivative is the other factor.</summary>
internal static class Cs231nMultiply
{
    public static void Run(Sheet sheet)
    {
        Variable x = Variable.Of("x", 4), y = Variable.Of("y", -3);
        Node f = x * y;
        sheet.Is("f", f);
        sheet.Is("df/dx", Gradient.Of(f, x));
        sheet.Is("df/dy", Gradient.Of(f, y));
    }
}
