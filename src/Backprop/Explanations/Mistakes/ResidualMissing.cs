using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot one branch of an addition.</summary>
internal sealed class ResidualMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "residual-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // What layers name within their own formula (z, a, h …) is no addition of branches.
        var own = new HashSet<Node>(situation.Form.Names.Where(name => name.Origin.Name != "output").Select(name => name.Node), ReferenceEqualityComparer.Instance);
        var learned = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order([.. situation.Form.Outputs]))
        {
            if (node is Variable || node.Inputs.Any(learned.Contains)) learned.Add(node);
            if (node is not OperationNode { Operation: Add } sum || own.Contains(sum) || sum.Shape.Rank < 2) continue;
            if (sum.Inputs.Any(input => input is Variable or Constant || input.Shape != sum.Shape)) continue;
            for (int branch = 0; branch < sum.Inputs.Count; branch++)
            {
                if (!learned.Contains(sum.Inputs[branch])) continue;
                (OperationNode addition, int forgotten) = (sum, branch);
                string name = situation.Form.Names.FirstOrDefault(entry => ReferenceEquals(entry.Node, sum.Inputs[forgotten])).Origin?.Layer is { } layer ? $"the branch that comes from {layer}" : $"branch {branch}";
                yield return new Hypothesis(this, null, $"Of an addition, {name} is forgotten going back; both branches get the gradient") { Back = form => new Forgets(Same(situation.Form, form, addition), forgotten) };
            }
        }
    }

    /// <summary>The sum in a form that may have been rewritten: where it is not the same node, nothing is forgotten.</summary>
    private static Node Same(StepForm from, StepForm to, Node node) => ReferenceEquals(from, to) ? node : Graph.Order([.. to.Outputs]).FirstOrDefault(other => ReferenceEquals(other, node)) ?? node;

    private sealed class Forgets(Node sum, int branch) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (ReferenceEquals(node, sum)) contributions[branch] = null;
            return contributions;
        }
    }
}
