using Backprop.Graphs;

namespace Backprop.Explanations.Derivations;

/// <summary>Writes a whole node as a formula of what has a name: "xᵀ @ δ". What lies too deep is an ellipsis.</summary>
internal static class TensorFormula
{
    private static readonly int[] s_depths = [12, 9, 7, 5, 4, 3, 2];
    private const int MostLetters = 480;
    private const int MostInputs = 6;

    /// <summary>As deep as a screen has room for.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of a node, or null to go on into what it is computed from.</param>
    public static Formula Write(Node node, Func<Node, Formula?> name)
    {
        Formula formula = Write(node, name, s_depths[0]);
        foreach (int depth in s_depths[1..])
        {
            if (formula.ToString().Length <= MostLetters) break;
            formula = Write(node, name, depth);
        }

        return formula;
    }

    /// <summary>As deep as is asked for.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of a node, or null to go on into what it is computed from.</param>
    /// <param name="depth">How many operations deep it is written out.</param>
    public static Formula Write(Node node, Func<Node, Formula?> name, int depth) => name(node) ?? node switch
    {
        Constant { Single: double value } => Formula.Symbol(Node.Number(value)),
        Constant => Formula.Symbol($"constant {node.Shape}"),
        OperationNode operation when depth > 0 => operation.Operation.Write(Inputs(operation.Inputs, input => Write(input, name, depth - 1))),
        OperationNode => Formula.Symbol("…"),
        _ => Formula.Symbol(node.ToString()),
    };

    /// <summary>Of many (the time steps of a sequence that are put together) the first and the last are written.</summary>
    private static Formula[] Inputs(IReadOnlyList<Node> inputs, Func<Node, Formula> write) => inputs.Count <= MostInputs ? [.. inputs.Select(write)]
        : [.. inputs.Take(2).Select(write), Formula.Symbol($"… {inputs.Count - 3} more"), write(inputs[^1])];
}
