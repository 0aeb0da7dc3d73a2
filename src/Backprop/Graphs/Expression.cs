namespace Backprop.Graphs;

/// <summary>Writes a node as a line of mathematics.</summary>
internal static class Expression
{
    private const int Depth = 12;
    private const int Longest = 400;

    public static string Write(Node node)
    {
        string text = Formula(node, Depth).ToString();
        return text.Length <= Longest ? text : text[..Longest] + " …";
    }

    private static Formula Formula(Node node, int depth) => node switch
    {
        Variable variable => Graphs.Formula.Symbol(variable.Name),
        Placeholder placeholder => Graphs.Formula.Symbol(placeholder.Name),
        Constant { Single: double value } => Graphs.Formula.Symbol(Node.Number(value)),
        OperationNode operation when depth > 0 => operation.Operation.Write([.. operation.Inputs.Select(input => Formula(input, depth - 1))]),
        OperationNode => Graphs.Formula.Symbol("…"),
        _ => Graphs.Formula.Symbol($"constant {node.Shape}"),
    };
}
