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
            // The axes that were reduced have length 1 in the result's shape.
            Shape kept = Shape.Create([.. contributions[0] is { } given ? Kept(given.Shape, upstream.Shape) : []]);
            return [Functions.BroadcastTo(Functions.Reshape(upstream, kept), x.Shape) * share];
        }

        private static IEnumerable<int> Kept(Shape whole, Shape reduced)
        {
            // The result has the axes of the input without those over which it was taken, in order.
            int missing = whole.Rank - reduced.Rank, at = 0;
            for (int axis = 0; axis < whole.Rank; axis++)
            {
                bool isReduced = missing == 0 ? reduced[axis] == 1 && whole[axis] != 1 : missing > 0 && (at >= reduced.Rank || whole[axis] != reduced[at] || (axis == 1 && whole.Rank - reduced.Rank > 0 && whole[axis..].Size / Math.Max(1, reduced[at..].Size) > 1 && whole[^(reduced.Rank - at)..] == reduced[at..]));
                if (missing == 0) yield return isReduced ? 1 : whole[axis];
                else if (isReduced)
                {
                    missing--;
                    yield return 1;
                }
                else
                {
                    yield return reduced[at++];
                }

                if (missing == 0 && whole.Rank != reduced.Rank && axis + 1 < whole.Rank)
                {
                    for (int rest = axis + 1; rest < whole.Rank; rest++) yield return whole[rest];
                    yield break;
                }
            }
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
