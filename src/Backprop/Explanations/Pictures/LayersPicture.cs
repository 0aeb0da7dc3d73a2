using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Explanations.Pictures;

/// <summary>
/// A network layer by layer, whatever its layers are: the largest number that each hands on above the largest gradient that comes back. Which layer uses which is read from the graph.
/// Of a long network the middle is left out, and counted.
/// </summary>
internal static class LayersPicture
{
    private const int MostBoxes = 24;

    /// <summary>The layers of a step, the inputs before them and the loss behind.</summary>
    public static GraphPicture Of(StepNumbers step, StepStage stage)
    {
        var digits = NumberStyle.Get("3");
        var names = new List<string>();
        var last = new List<Node>();
        var edges = new List<(int From, int To)>();
        var sources = new Dictionary<Node, HashSet<int>>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order(step.Step.Loss))
        {
            HashSet<int> before = [.. node.Inputs.SelectMany(input => sources[input])];
            sources[node] = before;
            string? owner = ReferenceEquals(node, step.Step.Loss) ? "loss" : node is Placeholder placeholder ? placeholder.Name : node is OperationNode && step.Step.Names.Of(node) is [NodeOrigin origin, ..] ? origin.Layer : null;
            if (owner is null) continue;
            int place = names.IndexOf(owner);
            if (place < 0)
            {
                place = names.Count;
                names.Add(owner);
                last.Add(node);
            }

            last[place] = node;
            edges.AddRange(before.Where(from => from != place).Select(from => (from, place)));
            sources[node] = [place];
        }

        int hidden = Math.Max(0, names.Count - MostBoxes), firstHidden = MostBoxes / 2;
        int Place(int layer) => layer < firstHidden ? layer : layer < firstHidden + hidden ? firstHidden : layer - hidden + (hidden > 0 ? 1 : 0);
        var boxes = new List<GraphBox>();
        for (int i = 0; i < names.Count; i++)
        {
            if (hidden > 0 && i >= firstHidden && i < firstHidden + hidden)
            {
                if (i == firstHidden) boxes.Add(new GraphBox($"… {hidden} more layers", []));
                continue;
            }

            Tensor? gradient = stage.Gradient(last[i]);
            boxes.Add(new GraphBox(names[i], [last[i].Shape.ToString()], stage.Has(last[i]) ? Largest(step.Trace[last[i]], digits) : "—", gradient is null ? "—" : Svg.Glyph(Extreme(gradient)) + Largest(gradient, digits))
            {
                Address = stage.View.Link(names[i]),
                Marks = (stage.View.Selected == names[i] ? " selected" : "") + (stage.IsCurrent(last[i]) ? " now" : ""),
            });
        }

        return new GraphPicture(boxes, [.. WithoutCircles(edges.Select(edge => (Place(edge.From), Place(edge.To))).Distinct()).Select(edge => new GraphWire(edge.From, edge.To))]);
    }

    /// <summary>A layer that is used again behind others would close a circle: the connection that does is left out.</summary>
    private static List<(int From, int To)> WithoutCircles(IEnumerable<(int From, int To)> edges)
    {
        var kept = new List<(int From, int To)>();
        foreach ((int from, int to) in edges)
        {
            if (!Leads(to, from)) kept.Add((from, to));
        }

        return kept;

        bool Leads(int start, int end) => start == end || kept.Any(edge => edge.From == start && Leads(edge.To, end));
    }

    private static string Largest(Tensor tensor, NumberStyle digits) => tensor.Size == 1 ? digits.Write(tensor.At(0)) : $"largest {digits.Write(Extreme(tensor))}";

    private static double Extreme(Tensor tensor) => tensor.Size == 0 ? 0 : Enumerable.Range(0, tensor.Size).Select(element => tensor.At(element)).MaxBy(Math.Abs);
}
