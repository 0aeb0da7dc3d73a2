using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Averaged over the batch where the loss is a sum.</summary>
internal sealed class MeanForSum : Mistake
{
    /// <inheritdoc/>
    public override string Code => "mean-for-sum";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.IsMean) return [];
        return situation.BatchSizes.SelectMany(count => Change.Scale(this, situation, 1.0 / count, $"The gradients of the {count} rows are averaged where the loss is their sum"));
    }

}
