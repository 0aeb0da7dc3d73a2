using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Applied the step twice.</summary>
internal sealed class UpdatedTwice : Mistake
{
    /// <inheritdoc/>
    public override string Code => "updated-twice";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        StepEdit.Propose(this, situation, "The step is made twice", (before, after) => 2 * after - before);

}
