using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>s = σ(a·x + b·y + c), and a small step along the gradient that makes s larger.</summary>
internal static class HackersGuideNeuron
{
    public static void Run(Sheet sheet)
    {
        Variable a = Variable.Of("a", 1), b = Variable.Of("b", 2), c = Variable.Of("c", -3), x = Variable.Of("x", -1), y = Variable.Of("y", 3);
        Node s = Sigmoid(a * x + b * y + c);
        sheet.Is("s", s);
        Variable[] leaves = [a, b, c, x, y];
        double[] gradient = [.. leaves.Select(leaf => Gradient.Of(s, leaf).EvaluateScalar())];
        for (int i = 0; i < leaves.Length; i++) sheet.Is($"ds/d{leaves[i].Name}", gradient[i]);
        for (int i = 0; i < leaves.Length; i++) leaves[i].Assign(Tensor.From([leaves[i].Value.GetDouble(0) + 0.01 * gradient[i]]));
        sheet.Is("s_after_step", s);
    }
}
