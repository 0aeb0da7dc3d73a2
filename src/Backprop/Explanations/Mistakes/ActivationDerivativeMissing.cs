using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Left f′(z) out at a layer, so that everything before it is wrong too.</summary>
internal sealed class ActivationDerivativeMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "activation-derivative-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        ActivationEdit.Propose(this, situation, "The derivative of the activation is left out", false, (site, adjoint) => adjoint(site.A));

}
