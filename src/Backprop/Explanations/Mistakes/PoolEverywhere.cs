using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Spread the gradient of max pooling over the whole window, or did not divide in average pooling.</summary>
internal sealed class PoolEverywhere : Mistake
{
    /// <inheritdoc/>
    public override string Code => "pool-everywhere";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (OperationNode pool in Graph.Order(situation.Form.Loss).OfType<OperationNode>())
        {
            if (pool.Operation is FirstMax or Max && pool.Inputs[0].Shape.Rank > 2)
            {
                double cells = (double)pool.Inputs[0].Shape.Size / pool.Shape.Size;
                yield return new Hypothesis(this, null, "The gradient of max pooling goes to every cell of its window; only the largest cell gets it") { Back = _ => new Everywhere(pool, 1) };
                yield return new Hypothesis(this, null, "The gradient of max pooling is shared by all cells of its window; only the largest cell gets it") { Back = _ => new Everywhere(pool, 1 / cells) };
            }
            else if (pool.Operation is Divide && pool.Inputs[0] is OperationNode { Operation: Sum } sum && sum.Inputs[0].Shape.Rank > 2 && pool.Inputs[1] is Constant && pool.Shape.Rank >= 2)
            {
                yield return new Hypothesis(this, null, "The gradient of average pooling is not divided by the number of cells in the window") { Back = _ => new Undivided(pool) };
            }
        }
    }


    private sealed class Everywhere(OperationNode pool, double share) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (!ReferenceEquals(node, pool)) return contributions;
            Node x = node.Inputs[0];
            var reduction = (Reduction)node.Operation;
            Shape kept = Shape.Create([.. Enumerable.Range(0, x.Shape.Rank).Select(axis => axis >= reduction.First && axis < reduction.First + reduction.Count ? 1 : x.Shape[axis])]);
            return [Functions.BroadcastTo(Functions.Reshape(upstream, kept), x.Shape) * share];
        }
    }

    private sealed class Undivided(OperationNode pool) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (ReferenceEquals(node, pool)) contributions[0] = upstream;
            return contributions;
        }
    }
}
