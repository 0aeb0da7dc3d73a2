using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Added the step instead of subtracting it.</summary>
internal sealed class Ascended : Mistake
{
    /// <inheritdoc/>
    public override string Code => "ascended";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        StepEdit.Propose(this, situation, "The step is added where it must be subtracted", (before, after) => 2 * before - after);

}
