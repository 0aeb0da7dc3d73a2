using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Summed over the batch where the loss is a mean.</summary>
internal sealed class SumForMean : Mistake
{
    /// <inheritdoc/>
    public override string Code => "sum-for-mean";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.IsMean) return [];
        return situation.BatchSizes.SelectMany(count => Change.Scale(this, situation, count, $"The gradients of the {count} rows are summed where the loss is their mean"));
    }

}
