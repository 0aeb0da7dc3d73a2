namespace Backprop.Training;

/// <summary>Says when something is due that happens every few steps, counted on from epoch to epoch.</summary>
internal sealed class EveryFewSteps(int steps)
{
    private readonly int _steps = steps >= 1 ? steps : throw new ArgumentOutOfRangeException(nameof(steps), $"It can be done every 1 or more steps, not every {steps}.");
    private int _seen;

    /// <summary>Counts a step, and tells whether it is one of those.</summary>
    public bool IsDue()
    {
        _seen = (_seen + 1) % _steps;
        return _seen == 0;
    }
}
