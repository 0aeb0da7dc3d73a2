using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Schedules;

/// <summary>A learning rate that depends on the number of steps taken, as an expression.</summary>
public abstract class LearningRateSchedule : IKerasObject
{
    /// <inheritdoc/>
    public string KerasModule => "keras.optimizers.schedules";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The arguments of the constructor, under Keras' names. Default none.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The number of steps taken before it, 0 for the first, as a float of the weights' type.</param>
    public abstract Node At(Node step);
}
