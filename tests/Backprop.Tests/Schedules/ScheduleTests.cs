using Backprop.Schedules;

namespace Backprop.Tests.Schedules;

/// <summary>What schedules refuse.</summary>
public sealed class ScheduleTests
{
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
