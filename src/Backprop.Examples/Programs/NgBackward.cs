using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The backward formulas of a two-layer network alone: the stored values belong to no forward pass. Columns are examples.</summary>
internal static class NgBackward
{
    public static void Run(Sheet sheet)
    {
        const double Samples = 2;
        Node al = (Tensor)new double[,] { { 1.7886284734303186, 0.43650985051198943 } }, y = (Tensor)new double[,] { { 1, 0 } };
        Node a1 = (Tensor)new double[,] { { 0.09649746807200862, -1.8634927033644908 }, { -0.27738820251439905, -0.35475897926898675 }, { -0.08274148148245977, -0.6270006768238473 }, { -0.04381816897592824, -0.47721803035950267 } };
        Node w1 = (Tensor)new double[,] { { -1.3138647533626822, 0.8846223804995846, 0.8813180422075299, 1.7095730636529485 }, { 0.05003364217686021, -0.40467741460089085, -0.5453599476195304, -1.5464773155829683 }, { 0.9823674342581601, -1.1010676301114757, -1.1850465270201729, -0.20564989942254108 } };
        Variable z1 = Variable.Of("Z1", new double[,] { { -0.7129932001120494, 0.6252449661628293 }, { -0.1605133631869239, -0.76883635031923 }, { -0.23003072227793905, 0.7450562664053708 } });
        Node a2 = (Tensor)new double[,] { { 1.9761107831263025, -1.244123328955937 }, { -0.6264169111883692, -0.8037660945765764 }, { -2.4190831731786697, -0.9237920216957886 } };
        Node w2 = (Tensor)new double[,] { { -1.0238757608428377, 1.1239779589574683, -0.1319142328009009 } };
        Variable z2 = Variable.Of("Z2", new double[,] { { 0.6466754522701722, -0.35627075944674486 } });

        // Each activation is differentiated by itself, at the stored value, with the gradient that arrives as its upstream.
        Node dAL = -(y / al - (1 - y) / (1 - al));
        Node dZ2 = Through(Sigmoid(z2), z2, dAL), dW2 = MatMul(dZ2, Transpose(a2)) / Samples, dA1 = MatMul(Transpose(w2), dZ2);
        Node dZ1 = Through(Relu(z1), z1, dA1), dW1 = MatMul(dZ1, Transpose(a1)) / Samples, dA0 = MatMul(Transpose(w1), dZ1);
        Sheet.Row rowW1 = sheet.Of(dW1), rowB1 = sheet.Of(Sum(dZ1, [1]) / Samples), rowA1 = sheet.Of(dA1), rowW2 = sheet.Of(dW2), rowA0 = sheet.Of(dA0);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 4; j++) rowW1.Is($"dW1[{i}][{j}]", i, j);
            for (int j = 0; j < 2; j++) rowA1.Is($"dA1[{i}][{j}]", i, j);
            rowB1.Is($"db1[{i}]", i);
            rowW2.Is($"dW2[{i}]", 0, i);
        }

        sheet.Is("db2", Sum(dZ2) / Samples);
        for (int i = 0; i < 4; i++) rowA0.Is($"dA0[{i}][0]", i, 0).Is($"dA0[{i}][1]", i, 1);
    }

    private static Node Through(Node activation, Variable z, Node upstream) => Gradient.Of(Sum(activation * StopGradient(upstream)), z);
}
