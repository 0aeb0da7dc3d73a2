using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Graphs;

/// <summary>
/// Turns a list of numbers into an expression of at most forty operations: each number chooses an operation and which of the nodes built so far
/// it is applied to. Every list is valid, so that lists can be drawn and shortened at will.
/// </summary>
internal static class RandomExpressions
{
    public const int MostOperations = 40;

    public static readonly Shape[] InputShapes = [[2, 3], [3], [2, 1], []];

    public static Node Build(IReadOnlyList<int> program, IReadOnlyList<Node> inputs)
    {
        List<Node> nodes = [.. inputs];
        foreach (int number in program)
        {
            var choice = new Choice((uint)number);
            Node node = Apply(choice.Next(14), Pick(), Pick(), choice);
            // Large tensors and large graphs only cost time.
            if (node.Shape.Size > 60 || Graph.Order([.. nodes, node]).OfType<OperationNode>().Count() > MostOperations - 2 * nodes.Count) break;
            nodes.Add(node);

            // Mostly late nodes, so that the expression grows deep and is shared.
            Node Pick() => nodes[nodes.Count - 1 - Math.Min(choice.Next(nodes.Count), choice.Next(nodes.Count))];
        }

        // Everything that was built takes part.
        return nodes.Skip(inputs.Count).Prepend(inputs[0]).Select(node => Sum(node)).Aggregate((a, b) => a + b);
    }

    private static Node Apply(int operation, Node a, Node b, Choice choice)
    {
        if (operation < 5 && !FitTogether(a.Shape, b.Shape)) b = Sum(b);
        switch (operation)
        {
            case 0: return a + b;
            case 1: return a - b;
            case 2: return Tame(a * b);
            case 3: return a / (1.5 + Square(b));
            case 4: return FitTogether(a.Shape, b.Shape) ? Tame(a * 0.5 + b) : a;
            case 5: return Exp(Tame(a));
            case 6: return Sqrt(0.5 + Square(a));
            case 7: return Tame(-a);
            case 8: return Sum(a, a.Shape.Rank == 0 ? [] : [choice.Next(a.Shape.Rank)], keepDims: choice.Next(2) == 0);
            case 9: return Transpose(a);
            case 10: return a.Shape.Rank == 0 ? a * 2 : Softmax(a, choice.Next(a.Shape.Rank));
            case 11: return a.Shape.Rank == 0 || a.Shape[0] == 0 ? a - 1 : SliceAxis(a, 0, choice.Next(a.Shape[0]), null);
            case 12: return a.Shape.Rank == 0 ? Exp(Tame(a)) : Concatenate([a, a * 0.25], choice.Next(a.Shape.Rank));
            default: return a.Shape.Rank == 2 ? Tame(MatMul(Transpose(a), a)) : a * a;
        }
    }

    /// <summary>x/√(1 + x²): numbers stay between −1 and 1 however deep the expression is.</summary>
    private static Node Tame(Node x) => x / Sqrt(1 + Square(x));

    private static bool FitTogether(Shape a, Shape b)
    {
        for (int i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1) return false;
        }

        return true;
    }

    private sealed class Choice(uint number)
    {
        private uint _rest = number;

        public int Next(int count)
        {
            int chosen = (int)(_rest % (uint)count);
            // A step of a linear congruential generator (Numerical Recipes), so that one number makes many choices.
            _rest = _rest / (uint)count * 1664525 + 1013904223;
            return chosen;
        }
    }
}
