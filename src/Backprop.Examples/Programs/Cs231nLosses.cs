using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The hinge loss of several classes, Σ max(0, sⱼ − s_y + margin) over j ≠ y, and softmax with cross-entropy.</summary>
internal static class Cs231nLosses
{
    public static void Run(Sheet sheet)
    {
        sheet.Is("hinge", Hinge([13, -7, 11], 0, 10));
        sheet.Is("figure_hinge", Hinge([-2.85, 0.86, 0.28], 2, 1));
        sheet.Is("figure_softmax_loss", -SliceAxis(LogSoftmax(Tensor.From([-2.85, 0.86, 0.28])), 0, 2, 3));
        Sheet.Row p = sheet.Of(Softmax(Tensor.From([1.0, -2, 0]))), halved = sheet.Of(Softmax(Tensor.From([0.5, -1.0, 0])));
        for (int i = 0; i < 3; i++)
        {
            p.Is($"softmax_{i + 1}", i);
            halved.Is($"softmax_halved_{i + 1}", i);
        }
    }

    // The right class itself contributes max(0, margin), which is taken off again.
    private static Node Hinge(double[] scores, int right, double margin)
    {
        Node s = Tensor.From(scores);
        return Sum(Relu(s - SliceAxis(s, 0, right, right + 1) + margin)) - margin;
    }
}
