using System.Text.Json;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using static Backprop.Tests.Keras.KerasFunctions;

namespace Backprop.Tests.Keras;

/// <summary>The rate of 25 steps of every schedule against the real Keras, which computes them in float32.</summary>
public sealed class KerasScheduleTests
{
    public static TheoryData<string> Names() => [.. Cases("schedules").Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rate_of_every_step_equals_Keras(string name)
    {
        JsonElement one = Case("schedules", name);
        LearningRateSchedule schedule = Read(one, ScheduleRegistry.All);
        JsonElement[] steps = [.. one.GetProperty("steps").EnumerateArray()], values = [.. one.GetProperty("values").EnumerateArray()];
        for (int i = 0; i < steps.Length; i++)
        {
            Tensor rate = schedule.At(Constant.Of(steps[i].GetDouble(), DType.Float64)).Evaluate();
            AssertClose(values[i], rate, DType.Float32, $"{name} at step {steps[i]}");
        }
    }

    [Fact]
    public void Arguments_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialDecay(double.NaN, 10, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialDecay(0.1, 0, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InverseTimeDecay(0.1, 10, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(0.1, 10, warmupTarget: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecayRestarts(0.1, 10, tMul: 0.5));
        Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([5], [0.1]));
        Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([5, 5], [0.3, 0.2, 0.1]));
    }
}
