using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Let a repeated index of an embedding overwrite instead of add.</summary>
internal sealed class ScatterOverwrites : Mistake
{
    /// <inheritdoc/>
    public override string Code => "scatter-overwrites";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (OperationNode gather in Graph.Order(situation.Form.Loss).OfType<OperationNode>().Where(node => node.Operation is Gather && node.Inputs[0] is Variable))
        {
            string layer = situation.LayerOf(Enumerable.Range(0, situation.Weights.Count).First(weight => ReferenceEquals(situation.VariableOf(weight), gather.Inputs[0])));
            yield return new Hypothesis(this, layer, $"In {layer} a repeated index overwrites the gradient of the one before, where they add up") { Back = _ => new Overwrites(situation, gather, true) };
            yield return new Hypothesis(this, layer, $"In {layer} only the first of equal indices counts, where they add up") { Back = _ => new Overwrites(situation, gather, false) };
        }
    }


    private sealed class Overwrites(Situation situation, OperationNode gather, bool isLast) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (!ReferenceEquals(node, gather)) return contributions;
            double[] indices = situation.Numbers.Of(node.Inputs[1]), gradient = situation.Numbers.Of(upstream);
            Shape table = node.Inputs[0].Shape;
            int width = table.Size == 0 ? 0 : (int)table.Size / table[0];
            var result = new double[table.Size];
            var seen = new HashSet<int>();
            for (int i = 0; i < indices.Length; i++)
            {
                if (!seen.Add((int)indices[i]) && !isLast) continue;
                Array.Copy(gradient, i * width, result, (int)indices[i] * width, width);
            }

            contributions[0] = Constant.Of(Tensor.From(result, table));
            return contributions;
        }
    }
}
