using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Masked by the sign of the incoming gradient instead of the sign of z.</summary>
internal sealed class ReluMaskOfGradient : Mistake
{
    /// <inheritdoc/>
    public override string Code => "relu-mask-of-gradient";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // Only where the function is one of the ReLUs: 0 at 0 and straight above it.
        bool IsRelu(Site site) => situation.Within(() => situation.Numbers.Of(site.Z).Zip(situation.Numbers.Of(site.A)).All(pair => pair.First <= 0 || Math.Abs(pair.First - pair.Second) < 1e-12)) && site.A is OperationNode { Operation: Relu or Where or Maximum };
        return ActivationEdit.Propose(this, situation, "The gradient is masked by its own sign where the sign of z decides", false, (site, adjoint) => IsRelu(site) && adjoint(site.A) is { } upstream ? Functions.Relu(upstream) : null);
    }

}
