using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Examples.Programs;

/// <summary>Numbers that are used twice: whoever writes = for += loses a part of their gradient.</summary>
internal static class ZeroToHeroReuse
{
    public static void Run(Sheet sheet)
    {
        Variable a = Variable.Of("a", 3);
        sheet.Is("db/da", Gradient.Of(a + a, a));

        Variable c = Variable.Of("a", -2), b = Variable.Of("b", 3);
        Node f = c * b * (c + b);
        sheet.Is("f", f);
        sheet.Is("df/da", Gradient.Of(f, c));
        sheet.Is("df/db", Gradient.Of(f, b));
    }
}
