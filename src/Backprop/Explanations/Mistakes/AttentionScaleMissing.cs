using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Left out 1/√d in the backward pass.</summary>
internal sealed class AttentionScaleMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "attention-scale-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (string layer in situation.Form.Names.Where(name => name.Origin.Name == "scores").Select(name => name.Origin.Layer).Distinct())
        {
            // The scale is a factor before the scores, or behind them.
            foreach (OperationNode product in Products(situation, layer))
            {
                double scale = ((Constant)product.Inputs[1]).Value.At(0);
                yield return new Hypothesis(this, layer, FormattableString.Invariant($"The factor {scale:G6} = 1/√d of {layer} is left out going back, of queries and keys")) { Back = form => new Scores(form, layer, 1 / scale) };
                yield return new Hypothesis(this, layer, FormattableString.Invariant($"The factor {scale:G6} = 1/√d of {layer} is left out going back to the queries")) { Back = _ => new Skips(product) };
            }
        }
    }


    private static IEnumerable<OperationNode> Products(Situation situation, string layer)
    {
        Node scores = situation.Form.Names.First(name => name.Origin.Layer == layer && name.Origin.Name == "scores").Node;
        // Near the scores: through the product and what only moves or masks numbers.
        var near = new HashSet<Node>(ReferenceEqualityComparer.Instance) { scores };
        for (int depth = 0; depth < 8; depth++)
        {
            foreach (OperationNode node in near.OfType<OperationNode>().ToArray())
            {
                foreach (Node input in node.Inputs) near.Add(input);
            }
        }

        return near.OfType<OperationNode>().Where(node => node.Operation is Multiply && node.Inputs[1] is Constant { Value.Size: 1 } constant && constant.Value.At(0) is > 0 and < 1);
    }

    private sealed class Scores(StepForm form, string layer, double factor) : ChainEdit
    {
        private readonly HashSet<Node> _scores = new(form.Names.Where(name => name.Origin.Layer == layer && name.Origin.Name == "scores").Select(name => name.Node), ReferenceEqualityComparer.Instance);

        public override Node? Adjoint(Node node, Node? adjoint, Chain chain) => adjoint is not null && _scores.Contains(node) ? adjoint * factor : adjoint;
    }

    private sealed class Skips(OperationNode product) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (ReferenceEquals(node, product)) contributions[0] = upstream;
            return contributions;
        }
    }
}
