using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used only pᵢ(1 − pᵢ), as if softmax were elementwise.</summary>
internal sealed class SoftmaxDiagonal : Mistake
{
    /// <inheritdoc/>
    public override string Code => "softmax-diagonal";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        ActivationEdit.Propose(this, situation, "Only the diagonal pᵢ(1 − pᵢ) of softmax's derivatives is used, as if each output depended on its own input alone", false, (site, adjoint) => site.A is OperationNode { Operation: Softmax } && adjoint(site.A) is { } upstream ? upstream * ActivationEdit.Diagonal(site) : null);

}
