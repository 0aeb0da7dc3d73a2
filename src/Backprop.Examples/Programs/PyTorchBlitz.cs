using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The mean of 3·(x + 2)² over four ones.</summary>
internal static class PyTorchBlitz
{
    public static void Run(Sheet sheet)
    {
        Variable x = Variable.Of("x", Tensor.Full(1, DType.Float64, [2, 2]));
        Node z = 3 * Square(x + 2), mean = Mean(z);
        sheet.Of(z).Is("z_ij", 0, 0);
        sheet.Is("out", mean);
        sheet.Of(Gradient.Of(mean, x)).Is("do/dx_ij", 1, 1);
    }
}
