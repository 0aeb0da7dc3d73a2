using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>Prices of fish, chips and ketchup from the bill: the delta rule Δw = ε·x·(t − y) is descent on half the squared error.</summary>
internal static class HintonCafeteria
{
    public static void Run(Sheet sheet)
    {
        Node portions = Tensor.From([2.0, 5, 3]), prices = Tensor.From([150.0, 50, 100]);
        Variable guess = Variable.Of("prices", 50, 50, 50);
        Node target = Sum(portions * prices), prediction = Sum(portions * guess);
        sheet.Is("target", target);
        sheet.Is("prediction", prediction);
        sheet.Is("residual", target - prediction);
        Node change = -(1.0 / 35) * Gradient.Of(0.5 * Square(target - prediction), guess);
        sheet.Of(change).Is("dw_fish", 0).Is("dw_chips", 1).Is("dw_ketchup", 2);
        sheet.Of(guess + change).Is("fish_new", 0).Is("chips_new", 1).Is("ketchup_new", 2);
    }
}
