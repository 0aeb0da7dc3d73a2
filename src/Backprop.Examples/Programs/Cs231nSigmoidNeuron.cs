using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>A neuron of two inputs with its sigmoid taken apart: 1/(1 + e^−dot), gate by gate.</summary>
internal static class Cs231nSigmoidNeuron
{
    public static void Run(Sheet sheet)
    {
        Variable w0 = Variable.Of("w0", 2), x0 = Variable.Of("x0", -1), w1 = Variable.Of("w1", -3), x1 = Variable.Of("x1", -2), w2 = Variable.Of("w2", -3);
        Node dot = w0 * x0 + w1 * x1 + w2, negative = -dot, exponential = Exp(negative), plusOne = exponential + 1, f = 1 / plusOne;
        (string, Node)[] values = [("dot", dot), ("exp_out", exponential), ("plus1_out", plusOne), ("f", f)];
        foreach ((string name, Node node) in values) sheet.Is(name, node);
        (string, Node)[] gradients = [("grad_1/x_in", plusOne), ("grad_+1_in", exponential), ("grad_exp_in", negative), ("ddot", dot), ("dw0", w0), ("dx0", x0), ("dw1", w1), ("dx1", x1), ("dw2", w2)];
        foreach ((string name, Node node) in gradients) sheet.Is(name, Gradient.Of(f, node));
    }
}
