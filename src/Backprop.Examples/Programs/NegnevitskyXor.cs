using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>XOR with thresholds in place of biases: a threshold θ is a weight whose input is −1. Its δ is minus our gradient.</summary>
internal static class NegnevitskyXor
{
    public static void Run(Sheet sheet)
    {
        const double Rate = 0.1;
        Node x = (Tensor)new double[,] { { 1, 1 } };
        Variable w = Variable.Of("w13..w24", new double[,] { { 0.5, 0.9 }, { 0.4, 1.0 } }), thresholds = Variable.Of("θ3, θ4", 0.8, -0.1);
        Variable v = Variable.Of("w35, w45", new double[,] { { -1.2 }, { 1.1 } }), threshold = Variable.Of("θ5", 0.3);
        Node z = MatMul(x, w) - thresholds, hidden = Sigmoid(z), net = MatMul(hidden, v) - threshold, y = Sigmoid(net), error = 0 - y;
        sheet.Of(hidden).Is("y3", 0, 0).Is("y4", 0, 1);
        sheet.Is("y5", y);
        sheet.Is("error", error);
        Node loss = 0.5 * Sum(Square(error));
        sheet.Is("delta5", -Gradient.Of(loss, net));
        sheet.Of(-Gradient.Of(loss, z)).Is("delta3", 0, 0).Is("delta4", 0, 1);
        sheet.Of(v - Rate * Gradient.Of(loss, v)).Is("w35_new", 0, 0).Is("w45_new", 1, 0);
        sheet.Of(w - Rate * Gradient.Of(loss, w)).Is("w13_new", 0, 0).Is("w14_new", 0, 1).Is("w23_new", 1, 0).Is("w24_new", 1, 1);
        sheet.Is("theta5_new", threshold - Rate * Gradient.Of(loss, threshold));
        sheet.Of(thresholds - Rate * Gradient.Of(loss, thresholds)).Is("theta3_new", 0).Is("theta4_new", 1);
    }
}
