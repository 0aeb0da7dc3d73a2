using Backprop.Training;

namespace Backprop.Explanations.Pictures;

/// <summary>A box of a graph: a name, lines about it, and, as a fraction, the number that it hands on above the gradient that comes back.</summary>
/// <param name="Name">The name.</param>
/// <param name="Lines">What else is said of it.</param>
/// <param name="Above">The number; null where there is none.</param>
/// <param name="Below">The gradient, with its glyph.</param>
internal sealed record GraphBox(string Name, IReadOnlyList<string> Lines, string? Above = null, string? Below = null)
{
    /// <summary>Where the box leads on a page; null where it leads nowhere.</summary>
    public string? Address { get; init; }

    /// <summary>How it is marked: " selected", " now".</summary>
    public string Marks { get; init; } = "";
}

/// <summary>A connection between two boxes, with what is written on it.</summary>
/// <param name="From">The box where it begins.</param>
/// <param name="To">The box where it ends.</param>
/// <param name="Sign">Its class: "positive", "negative", or "line" where there is no sign.</param>
/// <param name="Above">What stands on it; null for nothing.</param>
/// <param name="Below">What stands below that.</param>
internal sealed record GraphWire(int From, int To, string Sign = "line", string? Above = null, string? Below = null);

/// <summary>Boxes and the connections between them, from top to bottom. What is written on a connection stands in a place of its own, so that nothing overlaps.</summary>
internal sealed class GraphPicture
{
    private const int MostLetters = 40;
    private const double Padding = 9;
    private readonly GraphBox[] _boxes;
    private readonly (GraphWire Wire, bool IsLabelled)[] _wires;
    private readonly (double Width, double Height)[] _sizes;
    private readonly (int From, int To, string Sign)[] _lines;
    private readonly LayeredLayout _layout;

    public GraphPicture(IReadOnlyList<GraphBox> boxes, IReadOnlyList<GraphWire> wires)
    {
        _boxes = [.. boxes];
        _wires = [.. wires.Select(wire => (wire, wire.Above is not null))];
        GraphWire[] labels = [.. wires.Where(wire => wire.Above is not null)];
        _sizes = [.. boxes.Select(Size), .. labels.Select(label => Size(new GraphBox("", [], label.Above, label.Below)))];
        var lines = new List<(int, int, string)>();
        int label = boxes.Count;
        foreach ((GraphWire wire, bool isLabelled) in _wires)
        {
            if (!isLabelled)
            {
                lines.Add((wire.From, wire.To, wire.Sign));
                continue;
            }

            lines.Add((wire.From, label, wire.Sign));
            lines.Add((label++, wire.To, wire.Sign));
        }

        _lines = [.. lines];
        _layout = new LayeredLayout([.. _sizes.Select(size => (size.Height, size.Width))], [.. _lines.Select(line => (line.From, line.To))]);
    }

    /// <summary>The size of the drawing.</summary>
    public (double Width, double Height) Area => (_layout.Across, _layout.Along);

    /// <summary>Draws it.</summary>
    public void Draw(Svg svg, double left, double top)
    {
        for (int i = 0; i < _lines.Length; i++)
        {
            svg.Path(RoutePath.Write([.. _layout.Routes[i].Select(point => (point.Across + left, point.Along + top))], isAcross: false), _lines[i].Sign);
        }

        for (int i = 0; i < _sizes.Length; i++)
        {
            (double start, double centre) = _layout[i];
            (double x, double y, double width) = (centre + left - (_sizes[i].Width / 2), start + top, _sizes[i].Width);
            bool isBox = i < _boxes.Length;
            GraphBox box = isBox ? _boxes[i] : Label(i - _boxes.Length);
            double height = _sizes[i].Height;
            svg.Part(box.Address, box.Name, box.Marks, () =>
            {
                svg.Rectangle(x, y, width, height, isBox ? "box" : "label");
                Write(svg, box, isBox, x, y + (Padding / 2), width);
            });
        }
    }

    private static void Write(Svg svg, GraphBox box, bool isBox, double x, double y, double width)
    {
        foreach ((string text, int line) in Texts(box).Select((text, line) => (text, line)))
        {
            svg.Text(x + (width / 2), y + (Svg.LineHeight / 2), text, isBox && line == 0 ? "name" : "text", "middle");
            y += Svg.LineHeight;
        }

        if (box.Above is null) return;
        svg.Text(x + (width / 2), y + (Svg.LineHeight / 2), box.Above, "text", "middle");
        if (box.Below is null) return;
        svg.Line(x + 6, y + Svg.LineHeight, x + width - 6, y + Svg.LineHeight, "rule");
        svg.Text(x + (width / 2), y + (Svg.LineHeight * 1.5) + 1, box.Below, "text", "middle");
    }

    private GraphBox Label(int number)
    {
        GraphWire wire = _wires.Where(wire => wire.IsLabelled).ElementAt(number).Wire;
        return new GraphBox("", [], wire.Above, wire.Below);
    }

    private static IEnumerable<string> Texts(GraphBox box) => box.Lines.Prepend(box.Name).Where(text => text.Length > 0).Select(text => Svg.Short(text, MostLetters));

    private static (double Width, double Height) Size(GraphBox box)
    {
        string[] texts = [.. Texts(box)];
        double width = texts.Append(box.Above ?? "").Append(box.Below ?? "").Max(Svg.Width) + (2 * Padding);
        return (width, ((texts.Length + (box.Above is null ? 0 : 1) + (box.Below is null ? 0 : 1)) * Svg.LineHeight) + Padding);
    }
}
