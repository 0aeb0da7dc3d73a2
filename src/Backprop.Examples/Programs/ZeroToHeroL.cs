using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;

namespace Backprop.Examples.Programs;

/// <summary>L = (a·b + c)·f, a step along the gradient, and forward differences with the rounding that they leave.</summary>
internal static class ZeroToHeroL
{
    public static void Run(Sheet sheet)
    {
        Variable a = Variable.Of("a", 2), b = Variable.Of("b", -3), c = Variable.Of("c", 10), f = Variable.Of("f", -2);
        Node d = a * b + c, loss = d * f;
        sheet.Is("L", loss);
        (string Name, Node Node)[] nodes = [("a", a), ("b", b), ("c", c), ("f", f), ("d", d)];
        foreach ((string name, Node node) in nodes) sheet.Is($"dL/d{name}", Gradient.Of(loss, node));
        Variable[] leaves = [a, b, c, f];
        double[] moved = [.. leaves.Select(leaf => leaf.Value.GetDouble(0) + 0.01 * Gradient.Of(loss, leaf).EvaluateScalar())];
        sheet.Is("L_after_step", (moved[0] * moved[1] + moved[2]) * moved[3]);

        // What is left of these is the rounding of the functions' values, so it is compared with less than twelve digits.
        static double Forward(Func<double, double> function, double x, double h) => (function(x + h) - function(x)) / h;
        sheet.Is("forward_diff_d_wrt_c_h1e-4", Forward(x => 2.0 * -3.0 + x, 10, 1e-4));
        sheet.Is("forward_diff_L_wrt_b_h1e-3", Forward(x => (2.0 * x + 10) * -2.0, -3, 1e-3));
        sheet.Is("forward_diff_parabola_at_2/3_h1e-6", Forward(x => 3 * x * x - 4 * x + 5, 2.0 / 3, 1e-6), noise: 1e-9);
    }
}
