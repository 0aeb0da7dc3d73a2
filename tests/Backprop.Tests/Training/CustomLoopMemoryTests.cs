using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Training;

/// <summary>What a user's training loop keeps in memory. Alone, because other tests allocate too.</summary>
[Collection(nameof(AloneCollection))]
public sealed class CustomLoopMemoryTests
{
    [Fact]
    public void Thousands_of_rounds_keep_no_memory()
    {
        const int Rounds = 3000, Warm = 300;
        var model = new Sequential(dtype: DType.Float64) { new Dense(4, "tanh", inputDim: 3), new Dense(2) };
        var optimizer = new Adam();
        Variable x = Variable.Of("x", LayerContract.Numbers([6, 3], DType.Float64, 1)), y = Variable.Of("y", LayerContract.Numbers([6, 2], DType.Float64, 2));
        long early = 0;
        double start = 0, last = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Node loss = Mean(Square(model.Apply(x, new CallContext(training: true)) - y));
            Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable)];
            IReadOnlyList<Node> gradients = Gradient.Of(loss, weights);
            Plan plan = Plan.Of([loss], [.. optimizer.Apply([.. weights.Zip(gradients, (weight, gradient) => new Parameter(weight, gradient))])]);
            plan.Run();
            last = plan[loss].At(0);
            if (round == 0) start = last;
            if (round == Warm) early = GC.GetTotalMemory(forceFullCollection: true);
        }

        // What a node costs is some hundred bytes: a single one that stayed behind in each round would be more than this.
        long kept = GC.GetTotalMemory(forceFullCollection: true) - early;
        Assert.True(kept < (Rounds - Warm) * 100L, $"{kept:N0} bytes more after {Rounds - Warm:N0} rounds");
        Assert.True(last < start / 2, $"the loss went from {start} to {last}");
    }
}
