using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>ŷ − y for y − ŷ.</summary>
internal sealed class WrongSign : Mistake
{
    /// <inheritdoc/>
    public override string Code => "sign";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
 =>
        Change.Scale(this, situation, -1, "Everything has the opposite sign, as if ŷ − y stood where y − ŷ belongs");

}
