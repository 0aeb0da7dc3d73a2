using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Left out the path through h at earlier steps.</summary>
internal sealed class RecurrentPathMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "recurrent-path-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach ((string layer, string path) in Recurrence.Layers(situation))
        {
            yield return new Hypothesis(this, layer, $"The path through the state of {layer} to earlier steps is left out") { Back = form => Recurrence.CutBetweenSteps(form, path, ["h", "c"]) };
            yield return new Hypothesis(this, layer, $"The path through h of {layer} to earlier steps is left out") { Back = form => Recurrence.CutBetweenSteps(form, path, ["h"]) };
            yield return new Hypothesis(this, layer, $"The path through c of {layer} to earlier steps is left out") { Back = form => Recurrence.CutBetweenSteps(form, path, ["c"]) };
            yield return new Hypothesis(this, layer, $"The path through the recurrent kernel of {layer} to earlier steps is left out")
            {
                Back = _ => new CutKernel([.. situation.WeightsOf(layer).Where(weight => situation.Weights[weight].Path.EndsWith("recurrent_kernel", StringComparison.Ordinal)).Select(situation.VariableOf)]),
            };
        }
    }


    private sealed class CutKernel(IReadOnlyList<Variable> kernels) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (node.Operation is MatMul && Uses(node.Inputs[1])) contributions[0] = null;
            return contributions;
        }

        private bool Uses(Node node) => kernels.Contains(node, ReferenceEqualityComparer.Instance) || (node is OperationNode { Operation: Slice } slice && Uses(slice.Inputs[0]));
    }
}
