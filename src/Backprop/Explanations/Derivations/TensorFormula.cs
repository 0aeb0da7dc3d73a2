using Backprop.Graphs;

namespace Backprop.Explanations.Derivations;

/// <summary>Writes a whole node as a formula of what has a name: "xᵀ @ δ". What lies too deep is an ellipsis.</summary>
internal static class TensorFormula
{
    private const int Depth = 12;

    /// <param name="node">The node.</param>
    /// <param name="name">The name of a node, or null to go on into what it is computed from.</param>
    /// <param name="depth">How many operations deep it is written out.</param>
    public static Formula Write(Node node, Func<Node, Formula?> name, int depth = Depth) => name(node) ?? node switch
    {
        Constant { Single: double value } => Formula.Symbol(Node.Number(value)),
        Constant => Formula.Symbol($"constant {node.Shape}"),
        OperationNode operation when depth > 0 => operation.Operation.Write([.. operation.Inputs.Select(input => Write(input, name, depth - 1))]),
        OperationNode => Formula.Symbol("…"),
        _ => Formula.Symbol(node.ToString()),
    };
}
