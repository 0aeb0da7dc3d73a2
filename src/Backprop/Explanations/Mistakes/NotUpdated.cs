using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Left a weight as it was.</summary>
internal sealed class NotUpdated : Mistake
{
    /// <inheritdoc/>
    public override string Code => "not-updated";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        StepEdit.Propose(this, situation, "The step is left out: the weight is what it was before", (before, _) => before);

}
