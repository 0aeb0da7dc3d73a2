using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Multiplied by f′(z) twice; typically once more after the fused p − y of a cross-entropy.</summary>
internal sealed class ActivationDerivativeTwice : Mistake
{
    /// <inheritdoc/>
    public override string Code => "activation-derivative-twice";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        ActivationEdit.Propose(this, situation, "The derivative of the activation is multiplied in twice", true, (site, adjoint) => adjoint(site.Z) is { } delta ? delta * ActivationEdit.Diagonal(site) : null)
            .Concat(ActivationEdit.Propose(this, situation, "The derivative of the activation is multiplied in twice", true, (site, adjoint) => site.A is OperationNode { Operation: Softmax } && adjoint(site.Z) is { } delta ? ActivationEdit.Pull(site, delta) : null));

}
