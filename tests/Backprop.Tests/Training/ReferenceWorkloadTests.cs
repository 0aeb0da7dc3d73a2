using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Backprop.Benchmarks;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Plans;
using Backprop.Tests.Kernels;
using Backprop.Tests.Layers;
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
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {plan.KernelCount} kernel calls, {fused} of them fused ({plan.Calls.Count(call => call.IsOneLoop)} as one loop), for {operations} operations; arena {plan.ArenaBytes} bytes, {(double)plan.ArenaBytes / plan.LiveBytes:0.00} of what lives at once");
        }

        Approved.Match("reference-workloads", text.ToString());
    }

    /// <summary>No schedule without computing again can do with less than the values that live at the same time; gaps between them may add 15 %.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_arena_is_hardly_larger_than_what_lives_at_once(string name)
    {
        Plan training = Step(name).Plan, prediction = Prediction(name);
        Assert.InRange(training.ArenaBytes, training.LiveBytes, 1.15 * training.LiveBytes);
        Assert.InRange(prediction.ArenaBytes, prediction.LiveBytes, 1.15 * prediction.LiveBytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_after_the_first_allocates_nothing(string name)
    {
        foreach (Plan plan in new[] { Step(name).Plan, Prediction(name) }) Assert.Equal(0, Allocation.OfRepeated(() => plan.Run()));
    }

    /// <summary>The numbers of a batch are read where the user has them: here right before a page that nobody may touch, and aligned to nothing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    [InlineData("odd")]
    public void Fed_numbers_are_read_where_they_lie_and_nowhere_else(string name)
    {
        (Model model, Tensor x, Tensor y) = Data(name);
        TrainingStep step = Load(model, x, y);
        using var memory = new GuardedMemory(x.Type.Bytes, GuardedMemory.ToRead);
        float[] expected = After(step);
        foreach (bool atEnd in new[] { true, false })
        {
            step.Plan.Feed(step.Placeholders[0], memory.Hold(x, atEnd));
            Assert.Equal(expected, After(step));
            memory.AssertRestIsUntouched($"A step of {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    [InlineData("odd")]
    public void The_bits_are_the_same_on_1_to_16_threads(string name)
    {
        (Model model, Tensor x, Tensor y) = Data(name);
        TrainingStep step = Load(model, x, y);
        OnEveryNumberOfThreads(() => After(step));
        OnEveryNumberOfThreads(() => model.Predict(x, batchSize: x.Shape[0]).ToArray<float>());
    }

    /// <summary>What a step writes; then everything is put back, so that every step begins alike.</summary>
    private static float[] After(TrainingStep step)
    {
        using TrainingStep.SavedState state = step.Save();
        Assert.True(step.Plan.Run());
        return [.. step.Variables.Where(variable => variable.DType == DType.Float32).SelectMany(variable => variable.Value.ToArray<float>())];
    }

    /// <summary>Sizes that leave a rest everywhere: of vectors, of tiles, of what one thread takes at a time.</summary>
    private static (Model Model, Tensor X, Tensor Y) Odd()
    {
        SymbolicTensor image = Input.Of([37, 29, 3]);
        SymbolicTensor convolved = new MaxPooling2D(2).Apply(new Conv2D(13, 3, activation: "gelu", padding: Padding.Same).Apply(image));
        SymbolicTensor normalised = new LayerNormalization().Apply(new BatchNormalization().Apply(new DepthwiseConv2D(3, strides: 2).Apply(convolved)));
        SymbolicTensor dense = new Dropout(0.3, seed: 5).Apply(new Dense(517, "tanh").Apply(new Flatten().Apply(normalised)));
        var model = new Functional(image, new Softmax().Apply(new Dense(1001).Apply(dense)));
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        const int Batch = 67;
        Tensor x = LayerContract.Numbers([Batch, 37, 29, 3], DType.Float32, 1), y = Tensor.From([.. Enumerable.Range(0, Batch).Select(i => i * 11 % 1001)], [Batch]);
        return (model, x, y);
    }

    private static void OnEveryNumberOfThreads(Func<float[]> compute)
    {
        int before = Workers.Count;
        try
        {
            int[]? expected = null;
            // Without vectors of 256 bits a step takes up to a second and more: there some of the numbers do.
            foreach (int threads in Vector256.IsHardwareAccelerated ? Enumerable.Range(1, 16) : [1, 2, 5, 16])
            {
                Workers.Count = threads;
                int[] bits = [.. compute().Select(BitConverter.SingleToInt32Bits)];
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
        (Model model, Tensor x, Tensor y) = Data(name);
        return Load(model, x, y);
    }

    private static TrainingStep Load(Model model, Tensor x, Tensor y)
    {
        TrainingData data = model.Compiled.Prepare([x], [y], [], null);
        TrainingStep step = model.Compiled.Step(StepMode.Train, data.Count, data);
        new Batches(data, data.Count).Load(step, 0, data.Count);
        return step;
    }

    /// <summary>The plan of a prediction for a batch, fed.</summary>
    private static Plan Prediction(string name)
    {
        (Model model, Tensor x, _) = Data(name);
        model.Predict(x[..1]);
        Placeholder input = Placeholder.Of("x", x.DType, x.Shape);
        var plan = Plan.Of(model.ApplyAll([input], new CallContext(false, model.Seed)));
        plan.Feed(input, x);
        return plan;
    }

    private static (Model Model, Tensor X, Tensor Y) Data(string name)
    {
        if (name == "seeds") return Seeds();
        if (name == "odd") return Odd();
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
