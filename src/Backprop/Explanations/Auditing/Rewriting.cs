using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Auditing;

/// <summary>Expressions written anew with some of their nodes replaced: how a hypothesis changes what is computed.</summary>
internal static class Rewriting
{
    /// <summary>The expressions with nodes replaced, and everything that depends on them built again; the rest stays the same nodes.</summary>
    /// <param name="roots">The expressions.</param>
    /// <param name="replace">What stands for a node instead, or null. It receives the node and its inputs as they are by now.</param>
    /// <returns>For every node of the expressions, what stands for it.</returns>
    public static Dictionary<Node, Node> Apply(IEnumerable<Node> roots, Func<Node, IReadOnlyList<Node>, Node?> replace)
    {
        var made = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order(roots))
        {
            Node[] inputs = [.. node.Inputs.Select(input => made[input])];
            made[node] = replace(node, inputs) ?? (node is OperationNode operation && !inputs.SequenceEqual(node.Inputs, ReferenceEqualityComparer.Instance) ? OperationNode.Of(operation.Operation, inputs) : node);
        }

        return made;
    }

    /// <summary>One expression with some nodes replaced.</summary>
    public static Node Substitute(Node root, IReadOnlyDictionary<Node, Node> replacements) => Apply([root], (node, _) => replacements.GetValueOrDefault(node))[root];

    /// <summary>The expressions in another float type: every float leaf becomes that type, and what makes floats by itself is cast.</summary>
    /// <param name="roots">The expressions.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="leaves">The variables made so far, by the original; added to.</param>
    public static Dictionary<Node, Node> Convert(IEnumerable<Node> roots, DType type, Dictionary<Variable, Variable> leaves) => Apply(roots, (node, inputs) =>
    {
        if (node is Variable variable && node.DType.IsFloat && node.DType != type)
        {
            if (!leaves.TryGetValue(variable, out Variable? leaf)) leaves[variable] = leaf = Variable.Of(variable.Name, variable.Value.Cast(type));
            return leaf;
        }

        if (node is Constant constant && node.DType.IsFloat && node.DType != type) return Constant.Of(constant.Value.Cast(type));
        if (node is not OperationNode operation) return null;
        if (operation.Operation is Cast && node.DType.IsFloat) return Functions.Cast(inputs[0], type);
        Node made = OperationNode.Of(operation.Operation, [.. inputs]);
        return made.DType.IsFloat && made.DType != type ? Functions.Cast(made, type) : made;
    });
}
