using System.Text.Json;
using Backprop.Graphs;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Tests.Keras.KerasFunctions;

namespace Backprop.Tests.Keras;

/// <summary>Seven steps of every optimizer that exists here on two variables, against the real Keras.</summary>
public sealed class KerasOptimizerTests
{
    public static TheoryData<string> Names() => [.. Cases("optimizers").Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_and_all_that_is_kept_equal_Keras(string name)
    {
        JsonElement one = Case("optimizers", name);
        Optimizer optimizer = Read(one, OptimizerRegistry.All);
        DType dtype = Float(one);
        Variable[] variables = [.. one.GetProperty("start").EnumerateArray().Select((value, i) => Variable.Of(i == 0 ? "kernel" : "bias", Tensor(value, dtype)))];
        Placeholder[] gradients = [.. variables.Select((variable, i) => Placeholder.Of($"g{i}", dtype, variable.Shape))];
        Parameter[] parameters = [.. variables.Zip(gradients, (variable, gradient) => new Parameter(variable, gradient))];
        optimizer.Build(variables);
        Plan apply = Plan.Of([], optimizer.Apply(parameters));
        Plan accumulate = optimizer.GradientAccumulationSteps is null ? apply : Plan.Of([], optimizer.Accumulate(parameters));
        // Keras computes schedules in float32, in float64 models too: 0.1 becomes 0.1 + 1.5e-9, times gradients near 1, over seven steps.
        double slack = optimizer.Schedule is null ? 0 : 1e-7;
        JsonElement[] steps = [.. one.GetProperty("gradients").EnumerateArray()], after = [.. one.GetProperty("after").EnumerateArray()];
        for (int step = 0; step < steps.Length; step++)
        {
            Plan plan = optimizer.NextStepAccumulates ? accumulate : apply;
            for (int i = 0; i < gradients.Length; i++) plan.Feed(gradients[i], Tensor(steps[step][i], dtype));
            Assert.True(plan.Run());
            optimizer.FinishStep();
            for (int i = 0; i < variables.Length; i++) AssertClose(after[step][i], variables[i].Value, dtype, $"{name}, step {step + 1}, variable {i}", slack);
        }

        optimizer.FinishTraining();
        for (int i = 0; i < variables.Length; i++) AssertClose(one.GetProperty("final")[i], variables[i].Value, dtype, $"{name}, at the end, variable {i}", slack);
        CheckState(one.GetProperty("state"), optimizer, dtype, slack);
    }

    [Fact]
    public void The_cases_cover_every_optimizer_here() =>
        Assert.Empty(OptimizerRegistry.All.Names.Except(Names().Select(row => Vocabulary.KerasNames.SnakeCase(ClassName(Case("optimizers", row.Data))))));

    /// <summary>After the last step: what is kept, in the order in which Keras saves it. Keras gives no names of their own to Adafactor's means and Nadam's product.</summary>
    private static void CheckState(JsonElement state, Optimizer optimizer, DType dtype, double slack)
    {
        JsonElement[] saved = [.. state.EnumerateArray()];
        Assert.Equal(saved.Length, optimizer.Variables.Count);
        foreach ((JsonElement item, Variable variable) in saved.Zip(optimizer.Variables))
        {
            string name = item.GetProperty("path").GetString()!.Split('/')[^1];
            if (name is not ("kernel" or "bias") && !name.StartsWith("variable", StringComparison.Ordinal)) Assert.Equal(name, variable.Name);
            Tensor expected = Tensor(item.GetProperty("value"), dtype);
            Assert.Equal(expected.Shape, variable.Shape);
            AssertClose(item.GetProperty("value"), variable.Value, dtype, variable.Name, slack);
        }
    }

    [Theory]
    [InlineData("adadelta")]
    [InlineData("adamax")]
    [InlineData("lion")]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("rmsprop")]
    [InlineData("adagrad")]
    public void The_weights_of_a_model_are_updated_by_one_program(string name)
    {
        Optimizer optimizer = name;
        Variable[] variables = [Variable.Of("kernel", new Tensor(DType.Float32, [7, 5])), Variable.Of("bias", new Tensor(DType.Float32, [5])), Variable.Of("kernel2", new Tensor(DType.Float32, [5, 2]))];
        VariableBlock.Lay(variables);
        optimizer.Build(variables);
        // Gradients that a kernel computes, as in training.
        Placeholder x = Placeholder.Of("x", DType.Float32, [3, 7]);
        Node hidden = Backprop.Operations.Functions.MatMul(x, variables[0]);
        Node output = Backprop.Operations.Functions.MatMul(Backprop.Operations.Functions.Tanh(Backprop.Operations.Functions.Add(hidden, variables[1])), variables[2]);
        IReadOnlyList<Node> gradients = Backprop.Differentiation.Gradient.Of(Backprop.Operations.Functions.Sum(output), variables);
        Plan plan = Plan.Of([], optimizer.Apply([.. variables.Zip(gradients, (variable, gradient) => new Parameter(variable, gradient))]), gradients);
        Assert.Single(plan.Calls, call => call.EndsWith("and 2 alike", StringComparison.Ordinal));
        plan.Feed(x, Tensors.Tensor.Full(0.5, DType.Float32, [3, 7]));
        for (int i = 0; i < 3; i++) plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Arguments_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { ClipNorm = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { ClipValue = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { EmaMomentum = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { EmaOverwriteFrequency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { GradientAccumulationSteps = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LossScaleFactor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ftrl(learningRatePower: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adafactor(clipThreshold: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Muon(weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleFreeAdamW(beta1: 0));
    }
}
