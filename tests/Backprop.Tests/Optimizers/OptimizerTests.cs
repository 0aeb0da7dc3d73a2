using Backprop.Graphs;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Optimizers;

/// <summary>How updates are planned, and what optimizers refuse. Their numbers are held to those of the real Keras in KerasParity.</summary>
public sealed class OptimizerTests
{
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
        Assert.Single(plan.Calls, call => call.Alike == 2);
        plan.Feed(x, Tensor.Full(0.5, DType.Float32, [3, 7]));
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
