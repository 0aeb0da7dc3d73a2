using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>The step, rate times gradient, given for the gradient.</summary>
internal sealed class RateIncluded : Mistake
{
    /// <inheritdoc/>
    public override string Code => "rate-included";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
 =>
        Change.Scale(this, situation, situation.Rate, "This is the step, rate times gradient, not the gradient")
            .Concat(Change.Scale(this, situation, -situation.Rate, "This is the step that is added to the weights, minus rate times gradient, not the gradient"))
            .Select(one => one with { Value = situation.Rate });

}
