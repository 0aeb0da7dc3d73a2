namespace Backprop.Graphs;

/// <summary>
/// Walks over the graph that some nodes span through their inputs. All of them are loops, not recursions:
/// a chain of a hundred thousand operations overflows no stack.
/// </summary>
public static class Graph
{
    /// <summary>Every node that the outputs depend on, and the outputs, each once, inputs before what uses them. The order depends on the expression alone.</summary>
    public static IReadOnlyList<Node> Order(params IEnumerable<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var order = new NodeList();
        var seen = new NodeSet();
        var open = new Stack<(Node Node, int Next)>();
        foreach (Node output in outputs)
        {
            if (!seen.Add(output)) continue;
            open.Push((output, 0));
            while (open.Count > 0)
            {
                (Node node, int next) = open.Pop();
                ReadOnlySpan<Node> inputs = node.InputSpan;
                if (next < inputs.Length)
                {
                    open.Push((node, next + 1));
                    if (seen.Add(inputs[next])) open.Push((inputs[next], 0));
                }
                else
                {
                    order.Add(node);
                }
            }
        }

        return order;
    }
}
