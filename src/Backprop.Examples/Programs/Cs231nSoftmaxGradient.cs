using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>Softmax with cross-entropy has the gradient p − 1(y) on its scores; a network that knows nothing has the loss ln K.</summary>
internal static class Cs231nSoftmaxGradient
{
    public static void Run(Sheet sheet)
    {
        // Scores whose softmax is (0.2, 0.3, 0.5), and the second class is right.
        Variable scores = Variable.Of("scores", Math.Log(0.2), Math.Log(0.3), Math.Log(0.5));
        Node loss = -Sum(LogSoftmax(scores) * Constant.Of(Tensor.From([0.0, 1, 0])));
        sheet.Of(Gradient.Of(loss, scores)).Is("df0", 0).Is("df1", 1).Is("df2", 2);
        sheet.Is("chance_loss_3_classes", -SliceAxis(LogSoftmax(new Tensor(DType.Float64, [3])), 0, 0, 1));
        sheet.Is("chance_loss_10_classes", -SliceAxis(LogSoftmax(new Tensor(DType.Float64, [10])), 0, 0, 1));
    }
}
