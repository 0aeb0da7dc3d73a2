using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Multiplied δ by z, or by the layer's own output, where the layer's input belongs.</summary>
internal sealed class InputForActivation : Mistake
{
    /// <inheritdoc/>
    public override string Code => "input-for-activation";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank == 2))
        {
            Variable kernel = situation.VariableOf(weight);
            string layer = situation.LayerOf(weight);
            yield return new Hypothesis(this, layer, $"δ of {layer} is multiplied by the previous layer's z, where its activation belongs") { Back = form => new OtherInput(kernel, input => form.Sites.FirstOrDefault(site => ReferenceEquals(site.A, input))?.Z) };
            foreach (string name in new[] { "a", "z" })
            {
                yield return new Hypothesis(this, layer, $"δ of {layer} is multiplied by the layer's own {(name == "a" ? "output" : "z")}, where its input belongs") { Back = form => new OtherInput(kernel, input => form.Names.FirstOrDefault(entry => entry.Origin.Layer == layer && entry.Origin.Name == name).Node is { } own && own.Shape == input.Shape ? own : null) };
            }
        }

        yield return new Hypothesis(this, null, "δ is multiplied by the previous layer's z in every layer, where its activation belongs")
        {
            Back = form => new OtherInput(null, input => form.Sites.FirstOrDefault(site => ReferenceEquals(site.A, input))?.Z),
        };
    }


    private sealed class OtherInput(Variable? kernel, Func<Node, Node?> other) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            if (node.Operation is not MatMul || node.Inputs[1] is not Variable weight || (kernel is not null && !ReferenceEquals(weight, kernel)) || other(node.Inputs[0]) is not { } input) return contributions;
            contributions[1] = node.Operation.Gradient(OperationNode.Of(node.Operation, input, weight), upstream)[1];
            return contributions;
        }
    }
}
