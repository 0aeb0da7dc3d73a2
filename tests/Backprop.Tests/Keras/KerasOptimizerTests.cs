using System.Text.Json;
using Backprop.Graphs;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using static Backprop.Tests.Keras.KerasFunctions;

namespace Backprop.Tests.Keras;

/// <summary>Seven steps of every optimizer that exists here on two variables, against the real Keras.</summary>
public sealed class KerasOptimizerTests
{
    public static TheoryData<string> Names() => [.. Cases("optimizers").Where(one => Make(ClassName(one), Config(one)) is not null).Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_equals_Keras(string name)
    {
        JsonElement one = Case("optimizers", name);
        Optimizer optimizer = Make(ClassName(one), Config(one))!;
        DType dtype = Float(one);
        Variable[] variables = [.. one.GetProperty("start").EnumerateArray().Select((value, i) => Variable.Of(i == 0 ? "kernel" : "bias", Tensor(value, dtype)))];
        Placeholder[] gradients = [.. variables.Select((variable, i) => Placeholder.Of($"g{i}", dtype, variable.Shape))];
        optimizer.Build(variables);
        Plan plan = Plan.Of([], optimizer.Apply([.. variables.Zip(gradients, (variable, gradient) => new Parameter(variable, gradient))]));
        // Keras computes schedules in float32, in float64 models too: 0.1 becomes 0.1 + 1.5e-9, times gradients near 1, over seven steps.
        double slack = optimizer.Schedule is null ? 0 : 1e-7;
        JsonElement[] steps = [.. one.GetProperty("gradients").EnumerateArray()], after = [.. one.GetProperty("after").EnumerateArray()];
        for (int step = 0; step < steps.Length; step++)
        {
            for (int i = 0; i < gradients.Length; i++) plan.Feed(gradients[i], Tensor(steps[step][i], dtype));
            Assert.True(plan.Run());
            for (int i = 0; i < variables.Length; i++) AssertClose(after[step][i], variables[i].Value, dtype, $"{name}, step {step + 1}, variable {i}", slack);
        }

        CheckState(one.GetProperty("state"), optimizer, variables, dtype, slack);
    }

    /// <summary>After the last step: what is kept for each variable, and in which order Keras saves it.</summary>
    private static void CheckState(JsonElement state, Optimizer optimizer, Variable[] variables, DType dtype, double slack)
    {
        (string Path, JsonElement Value)[] saved = [.. state.EnumerateArray().Select(item => (item.GetProperty("path").GetString()!.Split('/')[^1], item.GetProperty("value"))).Where(item => item.Item1 is not ("iteration" or "learning_rate"))];
        var order = new List<string>();
        foreach (Slot slot in optimizer.Slots)
        {
            for (int i = 0; i < variables.Length; i++)
            {
                string path = $"{variables[i].Name}_{slot.Name}";
                AssertClose(saved.Single(item => item.Path == path).Value, optimizer.Slot(i, slot.Name).Value, dtype, path, slack);
                order.Add(path);
            }
        }

        if (optimizer.SavesWeightByWeight) order = [.. variables.SelectMany(variable => optimizer.Slots.Select(slot => $"{variable.Name}_{slot.Name}"))];
        // With AMSGrad Keras saves the largest means after all others, an order that SavesWeightByWeight cannot say: there only the names are compared.
        bool isMixed = optimizer.Slots.Any(slot => slot.Name == "velocity_hat");
        Assert.Equal(isMixed ? saved.Select(item => item.Path).Order() : saved.Select(item => item.Path), isMixed ? order.Order() : order);
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
    }

    private static Optimizer? Make(string className, JsonElement config)
    {
        if (Flag(config, "use_ema") || Number(config, "gradient_accumulation_steps") is not null) return null;
        JsonElement given = config.GetProperty("learning_rate");
        LearningRate rate = given.ValueKind == JsonValueKind.Number ? given.GetDouble() : KerasScheduleTests.Make(given.GetProperty("class_name").GetString()!, given.GetProperty("config"));
        double N(string name) => Number(config, name) ?? double.NaN;
        double? decay = Number(config, "weight_decay"), norm = Number(config, "clipnorm"), global = Number(config, "global_clipnorm"), value = Number(config, "clipvalue");
        return className switch
        {
            "SGD" => new Sgd(rate, N("momentum"), Flag(config, "nesterov")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Adam" => new Adam(rate, N("beta_1"), N("beta_2"), N("epsilon"), Flag(config, "amsgrad")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "AdamW" => new AdamW(rate, decay!.Value, N("beta_1"), N("beta_2"), N("epsilon"), Flag(config, "amsgrad")) { ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "RMSprop" => new RmsProp(rate, N("rho"), N("momentum"), N("epsilon"), Flag(config, "centered")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Adadelta" => new Adadelta(rate, N("rho"), N("epsilon")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Adamax" => new Adamax(rate, N("beta_1"), N("beta_2"), N("epsilon")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Lion" => new Lion(rate, N("beta_1"), N("beta_2")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Lamb" => new Lamb(rate, N("beta_1"), N("beta_2"), N("epsilon")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            "Adagrad" => new Adagrad(rate, N("initial_accumulator_value"), N("epsilon")) { WeightDecay = decay, ClipNorm = norm, GlobalClipNorm = global, ClipValue = value },
            _ => null,
        };
    }
}
