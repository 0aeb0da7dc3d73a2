using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The gradient of a sum of logistic functions, and its third derivative; published in single precision.</summary>
internal static class JaxQuickstart
{
    public static void Run(Sheet sheet)
    {
        Variable x = Variable.Of("x", 0, 1, 2);
        sheet.Of(Gradient.Of(Sum(1 / (1 + Exp(-x))), x)).Is("grad0", 0).Is("grad1", 1).Is("grad2", 2);

        Variable one = Variable.Of("x", 1);
        Node derivative = 1 / (1 + Exp(-one));
        for (int order = 1; order <= 3; order++) derivative = Gradient.Of(derivative, one);
        sheet.Is("third_derivative_at_1", derivative);
    }
}
