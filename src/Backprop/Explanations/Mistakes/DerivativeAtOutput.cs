using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Evaluated f′ at a = f(z) where it wants z.</summary>
internal sealed class DerivativeAtOutput : Mistake
{
    /// <inheritdoc/>
    public override string Code => "derivative-at-output";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        ActivationEdit.Propose(this, situation, "The derivative of the activation is taken at its output a = f(z), where it must be taken at z", false, (site, adjoint) => site.A is not OperationNode { Operation: Softmax } && adjoint(site.A) is { } upstream ? upstream * ActivationEdit.At(site, site.A) : null);

}
