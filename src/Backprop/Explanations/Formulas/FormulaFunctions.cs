using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Formulas;

/// <summary>The functions that a formula may name: the graph's own operations under the names of mathematics.</summary>
internal static class FormulaFunctions
{
    private static readonly Dictionary<string, Func<Node, Node>> s_one = new()
    {
        ["ln"] = Functions.Log, ["log"] = Functions.Log, ["exp"] = Functions.Exp, ["sqrt"] = Functions.Sqrt, ["square"] = Functions.Square, ["abs"] = Functions.Abs,
        ["sin"] = Functions.Sin, ["cos"] = Functions.Cos, ["tan"] = Functions.Tan, ["asin"] = Functions.Asin, ["acos"] = Functions.Acos, ["atan"] = Functions.Atan,
        ["sinh"] = Functions.Sinh, ["cosh"] = Functions.Cosh, ["tanh"] = Functions.Tanh, ["asinh"] = Functions.Asinh, ["acosh"] = Functions.Acosh, ["atanh"] = Functions.Atanh,
        ["sigmoid"] = Functions.Sigmoid, ["σ"] = Functions.Sigmoid, ["relu"] = Functions.Relu, ["softplus"] = Functions.Softplus, ["erf"] = Functions.Erf, ["expm1"] = Functions.Expm1, ["log1p"] = Functions.Log1p,
        ["sum"] = x => Functions.Sum(x), ["mean"] = x => Functions.Mean(x), ["softmax"] = x => Functions.Softmax(x), ["transpose"] = x => Functions.Transpose(x),
        ["log2"] = x => Functions.Log(x) / Math.Log(2), ["log10"] = x => Functions.Log(x) / Math.Log(10),
    };

    private static readonly Dictionary<string, Func<Node, Node, Node>> s_two = new() { ["pow"] = Functions.Power, ["max"] = Functions.Maximum, ["min"] = Functions.Minimum, ["dot"] = Functions.MatMul };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_one.Keys.Concat(s_two.Keys).Order(StringComparer.Ordinal)];

    public static bool Has(string name) => s_one.ContainsKey(name) || s_two.ContainsKey(name);

    /// <summary>The function applied; null where it takes another number of arguments, of which <paramref name="expected"/> then tells.</summary>
    public static Node? Apply(string name, IReadOnlyList<Node> arguments, out string expected)
    {
        bool isLargest = name is "max" or "min";
        expected = s_one.ContainsKey(name) ? "one argument" : isLargest ? "one or more arguments" : "two arguments";
        if (arguments.Count == 1 && s_one.TryGetValue(name, out Func<Node, Node>? one)) return one(arguments[0]);
        if (arguments.Count == 1 && isLargest) return name == "max" ? Functions.Max(arguments[0]) : Functions.Min(arguments[0]);
        if (!s_two.TryGetValue(name, out Func<Node, Node, Node>? two) || arguments.Count < 2 || (arguments.Count > 2 && !isLargest)) return null;
        Node all = arguments[0];
        foreach (Node next in arguments.Skip(1)) all = two(all, next);
        return all;
    }
}
