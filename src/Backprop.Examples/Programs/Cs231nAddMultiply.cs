using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Examples.Programs;

/// <summary>f = (x + y)·z: a sum hands its gradient on, a product exchanges the factors.</summary>
internal static class Cs231nAddMultiply
{
    public static void Run(Sheet sheet)
    {
        Variable x = Variable.Of("x", -2), y = Variable.Of("y", 5), z = Variable.Of("z", -4);
        Node q = x + y, f = q * z;
        sheet.Is("q", q);
        sheet.Is("f", f);
        sheet.Is("df/dq", Gradient.Of(f, q));
        sheet.Is("df/dx", Gradient.Of(f, x));
        sheet.Is("df/dy", Gradient.Of(f, y));
        sheet.Is("df/dz", Gradient.Of(f, z));
    }
}
