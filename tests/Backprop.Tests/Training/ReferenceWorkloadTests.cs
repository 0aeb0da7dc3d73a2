using System.Text;
using Backprop.Benchmarks;
using Backprop.Kernels;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>What a step of the benchmarks' models costs, as far as that does not depend on the clock.</summary>
public sealed class ReferenceWorkloadTests
{
    public static TheoryData<string> Names => ["seeds", "mlp-32", "convnet-64", "lstm-32", "transformer-32"];

    /// <summary>A change of these numbers is a change of speed or memory: look at it, then approve it.</summary>
    [Fact]
    public void Calls_fused_operations_and_memory_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (string name in Names.Select(row => row.Data))
        {
            Plan plan = Step(name).Plan;
            int fused = plan.Calls.Count(call => call.Operations.Contains(" → ", StringComparison.Ordinal));
            int operations = plan.Calls.Sum(call => call.Operations.Split(" → ").Length);
            text.AppendLine($"{name}: {plan.KernelCount} kernel calls, {fused} of them fused ({plan.Calls.Count(call => call.IsOneLoop)} as one loop), for {operations} operations; arena {plan.ArenaBytes} bytes");
        }

        Approved.Match("reference-workloads", text.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_after_the_first_allocates_nothing(string name)
    {
        TrainingStep step = Step(name);
        step.Plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        step.Plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bits_are_the_same_on_1_to_16_threads(string name)
    {
        int before = Workers.Count;
        try
        {
            TrainingStep step = Step(name);
            int[]? expected = null;
            for (int threads = 1; threads <= 16; threads++)
            {
                Workers.Count = threads;
                // Everything that the step writes is put back, so that each number of threads begins alike.
                using TrainingStep.SavedState state = step.Save();
                Assert.True(step.Plan.Run());
                int[] bits = [.. step.Variables.Where(variable => variable.DType == DType.Float32).SelectMany(variable => variable.Value.ToArray<float>()).Select(BitConverter.SingleToInt32Bits)];
                Assert.Equal(expected ?? bits, bits);
                expected = bits;
            }
        }
        finally
        {
            Workers.Count = before;
        }
    }

    private static TrainingStep Step(string name)
    {
        (Model model, Tensor x, Tensor y) = name == "seeds" ? Seeds() : Reference(name);
        TrainingData data = model.Compiled.Prepare([x], [y], [], null);
        TrainingStep step = model.Compiled.Step(StepMode.Train, data.Count, data);
        new Batches(data, data.Count).Load(step, 0, data.Count);
        return step;
    }

    private static (Model Model, Tensor X, Tensor Y) Reference(string name)
    {
        var reference = ReferenceModel.Of(name);
        return (reference.Model, reference.X[..reference.Batch], reference.Y[..reference.Batch]);
    }

    private static (Model Model, Tensor X, Tensor Y) Seeds()
    {
        var model = new Sequential { new Dense(2), new Dense(1) };
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return (model, Tensor.From([8f, 8f], [1, 2]), Tensor.From([4f], [1, 1]));
    }
}
