using System.Text.Json;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>The rate of every step of schedules beside the real Keras, which computes them in float32.</summary>
public sealed class KerasParityScheduleTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Cases => ParityFunctions.Rows("schedules");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_rate_of_every_step_agrees(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("schedules")[number];
        LearningRateSchedule schedule = ParityFunctions.Read(one, ScheduleRegistry.All);
        JsonElement[] steps = [.. one.GetProperty("steps").EnumerateArray()], values = [.. one.GetProperty("values").EnumerateArray()];
        for (int i = 0; i < steps.Length; i++)
        {
            Tensor rate = schedule.At(Constant.Of(steps[i].GetDouble(), DType.Float64)).Evaluate();
            // ParityException.Schedules.
            ParityTolerance.Single.Check(ParityFunctions.Tensor(values[i], DType.Float64), rate, $"{name} at step {steps[i]}");
        }
    }
}
