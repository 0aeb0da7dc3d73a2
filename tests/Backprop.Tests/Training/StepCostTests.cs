using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>A step of training allocates nothing: twice the epochs cost no more memory per epoch than the few objects of its logs.</summary>
public sealed class StepCostTests
{
    [Fact]
    public void A_step_allocates_nothing()
    {
        var x = new float[256, 2];
        var y = new float[256, 1];
        var model = new Sequential { new Dense(2, inputDim: 2), new Dense(1) };
        model.Compile(new Sgd(0.001), "mse");
        model.Fit(x, y, batchSize: 1);
        long few = Allocated(1), many = Allocated(101);
        // 100 epochs of 256 steps: less than 2 bytes per step would be rounding; logs and the shuffled order take about 2 KB per epoch.
        Assert.InRange((many - few) / 100.0, 0, 4096);

        long Allocated(int epochs)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            model.Fit(x, y, batchSize: 1, epochs: epochs);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
