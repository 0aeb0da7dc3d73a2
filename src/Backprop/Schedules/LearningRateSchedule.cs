using Backprop.Graphs;

namespace Backprop.Schedules;

/// <summary>A learning rate that depends on the number of steps taken, as an expression.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">The number of steps taken before it, 0 for the first, as a float of the weights' type.</param>
    public abstract Node At(Node step);
}
