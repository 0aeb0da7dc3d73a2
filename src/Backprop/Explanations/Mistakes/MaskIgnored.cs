using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Let padding take part.</summary>
internal sealed class MaskIgnored : Mistake
{
    /// <inheritdoc/>
    public override string Code => "mask-ignored";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        [new Hypothesis(this, null, "Padding takes part as if it were data; the mask leaves it out") { Setup = setup => setup with { Masks = false } }];

}
