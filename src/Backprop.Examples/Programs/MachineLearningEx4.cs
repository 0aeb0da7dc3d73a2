using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>Two inputs, two hidden units, four yes-or-no outputs, with a penalty on all but the bias column and without; the gradient unrolled column by column.</summary>
internal static class MachineLearningEx4
{
    public static void Run(Sheet sheet)
    {
        Tensor x = new double[,] { { Math.Cos(1), Math.Cos(2) }, { Math.Cos(3), Math.Cos(4) }, { Math.Cos(5), Math.Cos(6) } };
        // The classes 4, 2 and 3, counted from 1.
        Node y = (Tensor)new double[,] { { 0, 0, 0, 1 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 } }, ones = Tensor.Full(1, DType.Float64, [3, 1]);
        Variable theta1 = Variable.Of("Theta1", new double[,] { { 0.1, 0.3, 0.5 }, { 0.2, 0.4, 0.6 } });
        Variable theta2 = Variable.Of("Theta2", new double[,] { { 0.7, 1.1, 1.5 }, { 0.8, 1.2, 1.6 }, { 0.9, 1.3, 1.7 }, { 1.0, 1.4, 1.8 } });
        Node hidden = Sigmoid(MatMul(Concatenate([ones, x], 1), Transpose(theta1)));
        Node scores = MatMul(Concatenate([ones, hidden], 1), Transpose(theta2));
        Node data = Sum(Softplus(scores) - scores * y) / 3, penalty = (Sum(Square(SliceAxis(theta1, 1, 1, null))) + Sum(Square(SliceAxis(theta2, 1, 1, null)))) / 6;
        foreach (int lambda in new[] { 4, 0 })
        {
            Node cost = data + lambda * penalty;
            sheet.Is($"J_lambda{lambda}", cost);
            // Octave unrolls column by column: the transposed matrix, row by row.
            double[] unrolled = [.. new[] { theta1, theta2 }.SelectMany(theta => Transpose(Gradient.Of(cost, theta)).Evaluate().ToArray<double>())];
            for (int i = 0; i < unrolled.Length; i++) sheet.Is($"grad_lambda{lambda}[{i}]", unrolled[i]);
        }
    }
}
