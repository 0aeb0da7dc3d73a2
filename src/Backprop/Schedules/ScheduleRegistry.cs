using Backprop.Vocabulary;

namespace Backprop.Schedules;

/// <summary>The schedules that files may contain.</summary>
public static class ScheduleRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<LearningRateSchedule> All { get; } = new("learning rate schedule", (_, config) => config.Ignore("name"))
    {
        { nameof(CosineDecay), CosineDecay.FromConfig },
        { nameof(CosineDecayRestarts), CosineDecayRestarts.FromConfig },
        { nameof(ExponentialDecay), ExponentialDecay.FromConfig },
        { nameof(InverseTimeDecay), InverseTimeDecay.FromConfig },
        { nameof(PiecewiseConstantDecay), PiecewiseConstantDecay.FromConfig },
        { nameof(PolynomialDecay), PolynomialDecay.FromConfig },
    };
}
