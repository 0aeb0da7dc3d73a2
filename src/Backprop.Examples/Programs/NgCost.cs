using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Tensors;

namespace Backprop.Examples.Programs;

/// <summary>The mean binary cross-entropy of three predictions.</summary>
internal static class NgCost
{
    public static void Run(Sheet sheet)
    {
        Node predictions = Tensor.From([0.8, 0.9, 0.4]);
        sheet.Is("cost", new BinaryCrossentropy().Compute((Node)Tensor.From([1.0, 1, 1]), predictions));
        sheet.Is("cost_v2", new BinaryCrossentropy().Compute((Node)Tensor.From([1.0, 1, 0]), predictions));
    }
}
