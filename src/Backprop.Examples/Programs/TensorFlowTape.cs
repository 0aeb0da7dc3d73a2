using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Examples.Programs;

/// <summary>y = x², z = y²: derivatives with respect to what was computed on the way as well.</summary>
internal static class TensorFlowTape
{
    public static void Run(Sheet sheet)
    {
        foreach (int at in new[] { 1, 3 })
        {
            Variable x = Variable.Of("x", at);
            Node y = x * x, z = y * y;
            sheet.Is($"dz/dx_at_{at}", Gradient.Of(z, x));
            if (at == 1) continue;
            sheet.Is("dz/dy_at_3", Gradient.Of(z, y));
            sheet.Is("dy/dx_at_3", Gradient.Of(y, x));
        }
    }
}
