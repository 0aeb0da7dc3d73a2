using Backprop.Explanations.Auditing;
using Backprop.Graphs;

namespace Backprop.Explanations.Mistakes;

/// <summary>Goes back through what uses a weight as if the weight had other values; the weight's own gradient stays as it is.</summary>
/// <param name="weights">The weights that are meant.</param>
/// <param name="other">The other values, from the weight and what the use contributes to its gradient; null leaves the use as it is.</param>
internal sealed class OtherWeight(IReadOnlyList<Variable> weights, Func<Variable, Node?, Node?> other) : ChainEdit
{
    /// <inheritdoc/>
    public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
    {
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            if (Weight(node.Inputs[input]) is not { } weight || !weights.Contains(weight, ReferenceEqualityComparer.Instance)) continue;
            // Kernels of convolutions are reshaped before they are used.
            Node? contribution = contributions[input] is { } given ? Operations.Functions.Reshape(Differentiation.Gradient.Unbroadcast(given, node.Inputs[input].Shape), weight.Shape) : null;
            if (ReferenceEquals(node.Inputs[input], weight) && node.Operation is Operations.Reshape) continue;
            if (other(weight, contribution) is not { } value) continue;
            Node[] inputs = [.. node.Inputs];
            inputs[input] = Operations.Functions.Reshape(value, node.Inputs[input].Shape);
            Node?[] changed = node.Operation.Gradient(OperationNode.Of(node.Operation, inputs), upstream);
            for (int i = 0; i < contributions.Length; i++)
            {
                if (i != input) contributions[i] = changed[i];
            }
        }

        return contributions;
    }

    private static Variable? Weight(Node node) => node is OperationNode { Operation: Operations.Reshape } reshape ? reshape.Inputs[0] as Variable : node as Variable;
}
