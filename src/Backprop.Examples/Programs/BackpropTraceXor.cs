using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>One step of XOR with constant biases, published by a program that is independent of this one.</summary>
internal static class BackpropTraceXor
{
    public static void Run(Sheet sheet)
    {
        const double Rate = 0.5;
        Node x = (Tensor)new double[,] { { 1, 0 } };
        Variable hidden = Variable.Of("hidden", new double[,] { { 0.1, 0.3 }, { 0.2, 0.4 } }), output = Variable.Of("output", new double[,] { { 0.5 }, { 0.6 } });
        Node h = Sigmoid(MatMul(x, hidden) + 0.1), net = MatMul(h, output) + 0.1, y = Sigmoid(net), loss = 0.5 * Square(1 - y);
        sheet.Of(h).Is("h1", 0, 0).Is("h2", 0, 1);
        sheet.Is("y", y);
        sheet.Is("loss", loss);
        sheet.Is("signal_y", -Gradient.Of(Sum(loss), net));
        (Tensor nextHidden, Tensor nextOutput) = ((hidden - Rate * Gradient.Of(Sum(loss), hidden)).Evaluate(), (output - Rate * Gradient.Of(Sum(loss), output)).Evaluate());
        hidden.Assign(nextHidden);
        output.Assign(nextOutput);
        sheet.Is("y_after", y);
        sheet.Is("loss_after", loss);
    }
}
