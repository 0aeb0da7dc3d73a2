using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The sixth step of Adam: moments, their correction for having started at 0, and the step. ε stands outside of the root.</summary>
internal static class Cs231nAdam
{
    public static void Run(Sheet sheet)
    {
        const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        const int Step = 6;
        Variable w = Variable.Of("w", Sheet.Even(-0.4, 0.6, 20)), m = Variable.Of("m", Sheet.Even(0.6, 0.9, 20)), v = Variable.Of("v", Sheet.Even(0.7, 0.5, 20));
        Node gradient = Sheet.Even(-0.6, 0.4, 20);
        Node nextM = Beta1 * m + (1 - Beta1) * gradient, nextV = Beta2 * v + (1 - Beta2) * Square(gradient);
        Node correctedM = nextM / (1 - Math.Pow(Beta1, Step)), correctedV = nextV / (1 - Math.Pow(Beta2, Step));
        Plan.Of([], [new Update(m, nextM), new Update(v, nextV), new Update(w, w - Rate * correctedM / (Sqrt(correctedV) + Epsilon))]).Run();
        Sheet.Row weights = sheet.Of(w), first = sheet.Of(m), second = sheet.Of(v);
        for (int i = 0; i < 20; i++)
        {
            weights.Is($"w[{i}]", i);
            first.Is($"m[{i}]", i);
            second.Is($"v[{i}]", i);
        }
    }
}
