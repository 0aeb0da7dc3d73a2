using System.Text.Json;
using Backprop.Graphs;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>Steps of optimizers on two variables, and all that they keep, beside the real Keras.</summary>
public sealed class KerasParityOptimizerTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Cases => ParityFunctions.Rows("optimizers");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Every_step_and_all_that_is_kept_agree(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("optimizers")[number];
        Optimizer optimizer = ParityFunctions.Read(one, OptimizerRegistry.All);
        DType dtype = ParityFunctions.Float(one);
        ParityTolerance tolerance = ParityFunctions.Tolerance(one);
        // ParityException.Schedules: 0.1 becomes 0.1 + 1.5e-9, times gradients near 1, over the steps.
        if (optimizer.Schedule is not null && dtype == DType.Float64) tolerance = tolerance with { Absolute = 1e-7 };
        Variable[] variables = [.. one.GetProperty("start").EnumerateArray().Select((value, i) => Variable.Of(i == 0 ? "kernel" : "bias", Numbers(value)))];
        Placeholder[] gradients = [.. variables.Select((variable, i) => Placeholder.Of($"g{i}", dtype, variable.Shape))];
        Parameter[] parameters = [.. variables.Zip(gradients, (variable, gradient) => new Parameter(variable, gradient))];
        optimizer.Build(variables);
        Plan apply = Plan.Of([], optimizer.Apply(parameters));
        Plan accumulate = optimizer.GradientAccumulationSteps is null ? apply : Plan.Of([], optimizer.Accumulate(parameters));
        JsonElement[] steps = [.. one.GetProperty("gradients").EnumerateArray()], after = [.. one.GetProperty("after").EnumerateArray()];
        for (int step = 0; step < steps.Length; step++)
        {
            Plan plan = optimizer.NextStepAccumulates ? accumulate : apply;
            for (int i = 0; i < gradients.Length; i++) plan.Feed(gradients[i], Numbers(steps[step][i]));
            Assert.True(plan.Run());
            optimizer.FinishStep();
            CheckVariables(after[step], $"after step {step + 1}");
        }

        optimizer.FinishTraining();
        CheckVariables(one.GetProperty("final"), "at the end");

        JsonElement[] state = [.. one.GetProperty("state").EnumerateArray()];
        Assert.Equal(state.Length, optimizer.Variables.Count);
        foreach ((JsonElement item, Variable kept) in state.Zip(optimizer.Variables))
        {
            // Keras gives no names of their own to averages, Adafactor's means and Nadam's product.
            string last = item.GetProperty("path").GetString()!.Split('/')[^1];
            if (last is not ("kernel" or "bias") && !last.StartsWith("variable", StringComparison.Ordinal)) Assert.Equal(last, kept.Name);
            tolerance.Check(Numbers(item.GetProperty("value")), kept.Value, $"{name}: {kept.Name}, as saved");
        }

        Tensor Numbers(JsonElement json) => ParityFunctions.Tensor(json, dtype);

        void CheckVariables(JsonElement expected, string when)
        {
            for (int i = 0; i < variables.Length; i++) tolerance.Check(Numbers(expected[i]), variables[i].Value, $"{name}, variable {i} {when}");
        }
    }
}
