using Backprop.Differentiation;
using Backprop.Explanations.Memoizing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;

namespace Backprop.Examples.Programs;

/// <summary>e = (a + b)·(b + 1): b has two paths to e. And a graph in which three paths in and three out make nine.</summary>
internal static class ColahGraph
{
    public static void Run(Sheet sheet)
    {
        Variable a = Variable.Of("a", 2), b = Variable.Of("b", 1);
        Node e = (a + b) * (b + 1);
        sheet.Is("e", e);
        sheet.Is("de/da", Gradient.Of(e, a));
        sheet.Is("de/db", Gradient.Of(e, b));

        Variable x = Variable.Of("x", 1);
        Node y = 2 * x + 3 * x + 4 * x, z = 5 * y + 6 * y + 7 * y;
        sheet.Is("paths_X_to_Z_unfactored", (double)PathCount.Of(z, [x], Trace.Run([z])).Paths);
    }
}
