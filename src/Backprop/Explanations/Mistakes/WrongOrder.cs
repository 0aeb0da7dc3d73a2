using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Reshaped in column order, or flattened channels first for channels last.</summary>
internal sealed class WrongOrder : Mistake
{
    /// <inheritdoc/>
    public override string Code => "wrong-order";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank >= 2))
        {
            Shape shape = situation.Weights[weight].Shape;
            string path = situation.Weights[weight].Path;
            yield return Change.Of(this, situation, weight, $"The gradient of {path} is written column by column where it is read row by row", values => Change.Permute(values, shape, [.. Enumerable.Range(0, shape.Rank).Reverse()]));
            yield return Change.Of(this, situation, weight, $"The gradient of {path} is read row by row where it is written column by column", values => Change.Permute(values, [.. shape.Reverse()], [.. Enumerable.Range(0, shape.Rank).Reverse()]));
        }

        foreach (OperationNode reshape in Graph.Order(situation.Form.Loss).OfType<OperationNode>().Where(node => node.Operation is Reshape && node.Inputs[0].Shape.Rank >= 3 && node.Shape.Rank == 2 && node.Shape[0] == situation.Rows))
        {
            Shape cells = reshape.Inputs[0].Shape[1..];
            int[] backwards = [.. Enumerable.Range(0, cells.Rank).Reverse()], channelsFirst = [cells.Rank - 1, .. Enumerable.Range(0, cells.Rank - 1)], channelsLast = [.. Enumerable.Range(1, cells.Rank - 1), 0];
            foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank == 2 && situation.Weights[weight].Shape[0] == cells.Size))
            {
                int units = situation.Weights[weight].Shape[1];
                foreach (int[] axes in new[] { channelsFirst, backwards })
                {
                    yield return Change.Of(this, situation, weight, $"The rows of {situation.Weights[weight].Path} follow cells flattened with the channels first, where they come last", values => Change.Permute(values, cells.Insert(-1, units), [.. axes, cells.Rank]));
                }

                yield return Change.Of(this, situation, weight, $"The rows of {situation.Weights[weight].Path} follow cells flattened with the channels last from an order that has them first", values => Change.Permute(values, Shape.Create([cells[-1], .. cells[..^1], units]), [.. channelsLast, cells.Rank]));
            }

            foreach (int[] axes in new[] { channelsFirst, backwards })
            {
                yield return new Hypothesis(this, null, "Going back through the flattening, the numbers are put back in another order than they were taken: the channels first for the channels last") { Back = _ => new OtherOrder(reshape, axes) };
            }
        }
    }


    private sealed class OtherOrder(OperationNode reshape, int[] axes) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (!ReferenceEquals(node, reshape)) return contributions;
            Shape cells = node.Inputs[0].Shape[1..];
            Shape other = Shape.Create([node.Shape[0], .. axes.Select(axis => cells[axis])]);
            var back = new int[axes.Length + 1];
            for (int i = 0; i < axes.Length; i++) back[axes[i] + 1] = i + 1;
            return [Functions.Transpose(Functions.Reshape(upstream, other), back)];
        }
    }
}
