using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>One neuron learns to turn 1 into 0, from two starts, with the quadratic cost and with cross-entropy.</summary>
internal static class NielsenOneNeuron
{
    public static void Run(Sheet sheet)
    {
        sheet.Is("start_a_output", Train(0.6, 0.9, 0, 0, false));
        sheet.Is("start_b_output", Train(2, 2, 0, 0, false));
        sheet.Is("start_a_quadratic_after_300", Train(0.6, 0.9, 0.15, 300, false));
        sheet.Is("start_b_quadratic_after_300", Train(2, 2, 0.15, 300, false));
        sheet.Is("start_b_quadratic_after_150", Train(2, 2, 0.15, 150, false));
        sheet.Is("start_a_ce_eta0.005_after_300", Train(0.6, 0.9, 0.005, 300, true));
        sheet.Is("start_b_ce_eta0.005_after_300", Train(2, 2, 0.005, 300, true));
        sheet.Is("start_a_ce_eta0.15_after_300", Train(0.6, 0.9, 0.15, 300, true));
        sheet.Is("start_b_ce_eta0.15_after_300", Train(2, 2, 0.15, 300, true));
    }

    private static double Train(double weight, double bias, double rate, int epochs, bool crossEntropy)
    {
        Variable w = Variable.Of("w", weight), b = Variable.Of("b", bias);
        Node z = w * 1 + b, a = Sigmoid(z);
        // The target is 0: the cross-entropy −ln(1 − a) is softplus(z).
        Node cost = crossEntropy ? Softplus(z) : 0.5 * Square(0 - a);
        Plan step = Plan.Of([cost], [new Update(w, w - rate * Gradient.Of(cost, w)), new Update(b, b - rate * Gradient.Of(cost, b))]);
        for (int i = 0; i < epochs; i++) step.Run();
        return a.EvaluateScalar();
    }
}
