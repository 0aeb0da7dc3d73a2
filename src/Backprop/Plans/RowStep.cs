using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Plans;

/// <summary>
/// One kernel of a <see cref="Kernels.RowProgram"/>: a part as it is, or one value of a part by a formula that reads what lies in memory already,
/// so that what stands in between is computed in registers, again for each reader, and never stored.
/// </summary>
internal sealed record RowStep(Unit Part, RowExpression? Expression, IReadOnlyList<OperationNode> Results)
{
    /// <summary>The nodes that are read.</summary>
    public IEnumerable<Node> Inputs => Expression?.Operands ?? Part.Inputs;

    /// <summary>The steps that compute the values of some parts that are read outside.</summary>
    /// <param name="parts">The units that share the rows, in order.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="isStored">Which values are read outside.</param>
    public static List<RowStep> Of(IReadOnlyList<Unit> parts, int rows, Func<Node, bool> isStored)
    {
        var own = new HashSet<Node>(parts.SelectMany(part => part.Nodes), NodeComparer.Instance);
        var needed = new HashSet<Node>(own.Where(isStored), NodeComparer.Instance);
        var steps = new List<RowStep>();
        // From the end: a value is computed only if something later reads it from memory.
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            Unit part = parts[i];
            int before = steps.Count;
            List<OperationNode> interpreted = [];
            foreach (OperationNode node in part.Nodes.Reverse().Where(needed.Contains))
            {
                if (Expression(part, node) is { } expression)
                {
                    steps.Add(new RowStep(part, expression, [node]));
                    foreach (Node input in expression.Operands.Where(own.Contains)) needed.Add(input);
                }
                else
                {
                    interpreted.Insert(0, node);
                }
            }

            if (interpreted.Count > 0) steps.Add(new RowStep(part, null, interpreted));
            foreach (Node input in steps.Skip(before).SelectMany(step => step.Inputs).Select(Schedule.Root).Where(own.Contains)) needed.Add(input);
        }

        steps.Reverse();
        return steps;

        RowExpression? Expression(Unit part, OperationNode node)
        {
            Node? whole = part.IsProgram ? node : node.Operation is Sum sum && node.Shape.Size == rows && node.Inputs[0].Shape.Size > rows && sum.First + sum.Count == node.Inputs[0].Shape.Rank ? node.Inputs[0] : null;
            if (whole is null || whole.Shape.Size == rows || (!part.IsProgram && !own.Contains(whole))) return null;
            // First with nothing kept in between, then from what is kept anyway, then with one value more kept.
            if (Known(RowExpression.Of(whole, rows, own.Contains)) is { } shortest) return shortest;
            if (Known(RowExpression.Of(whole, rows, inner => IsInner(inner, node, null))) is { } kept) return kept;
            return own.Where(cut => cut.Shape == whole.Shape && !ReferenceEquals(cut, whole)).Select(cut => Known(RowExpression.Of(whole, rows, inner => IsInner(inner, node, cut)))).FirstOrDefault(expression => expression is not null);
        }

        bool IsInner(Node inner, Node result, Node? cut) => own.Contains(inner) && (ReferenceEquals(inner, result) || !(needed.Contains(inner) || ReferenceEquals(inner, cut)));

        static RowExpression? Known(RowExpression? expression) => expression?.Formula is null ? null : expression;
    }
}
