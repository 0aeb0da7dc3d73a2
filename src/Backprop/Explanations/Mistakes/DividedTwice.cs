using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Divided by the number of rows twice.</summary>
internal sealed class DividedTwice : Mistake
{
    /// <inheritdoc/>
    public override string Code => "divided-twice";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.IsMean) return [];
        return situation.BatchSizes.SelectMany(count => Change.Scale(this, situation, 1.0 / count, $"The mean over the {count} rows is taken twice: everything is divided by {count} once more"));
    }

}
