using Backprop.Explanations.Derivations;
using Backprop.Graphs;

namespace Backprop.Explanations.Pictures;

/// <summary>
/// A small network unit by unit: on every wire the weight above and its gradient below, in every unit its value above and its gradient below. A deep one goes on in the next row,
/// so that the picture stays narrow enough to be read on a small screen.
/// </summary>
internal sealed class UnitPicture
{
    private const int MostUnits = 6;
    private const int MostWires = 48;
    private const int LayersInRow = 2;
    private const double UnitWidth = 92, LeastHeight = 60, PortHeight = 38, PortWidth = 86, Routing = 46, UnitGap = 14, Heading = 22, RowGap = 30, LossHeight = 60;

    private readonly StepNumbers _step;
    private readonly IReadOnlyList<UnitLayer> _layers;
    private readonly StepStage _stage;
    private readonly NumberStyle _digits = NumberStyle.Get("3");
    private readonly double _largest;

    private UnitPicture(StepNumbers step, IReadOnlyList<UnitLayer> layers, StepStage stage)
    {
        (_step, _layers, _stage) = (step, layers, stage);
        _largest = layers.SelectMany(layer => (Variable?[])[layer.Kernel, layer.Bias]).OfType<Variable>().SelectMany(weight => stage.Gradient(weight) is { } gradient ? Enumerable.Range(0, gradient.Size).Select(i => Math.Abs(gradient.At(i))) : []).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        Area = (Columns() is var columns ? UnitWidth + ((columns - 1) * (UnitWidth + PortWidth + Routing)) : 0, Rows().Sum(row => row.Height + Heading + RowGap) + LossHeight);
    }

    /// <summary>The size of the drawing.</summary>
    public (double Width, double Height) Area { get; }

    /// <summary>The picture of a network; null where it has another form, or too many wires to be read.</summary>
    public static UnitPicture? Of(StepNumbers step, StepStage stage) =>
        UnitChain.Of(step) is { } layers && layers.All(layer => layer.Kernel.Shape[0] <= MostUnits && layer.Kernel.Shape[1] <= MostUnits) && layers.Sum(layer => layer.Kernel.Shape.Size) <= MostWires
            ? new UnitPicture(step, layers, stage) : null;

    /// <summary>Draws it.</summary>
    public void Draw(Svg svg, double left, double top)
    {
        foreach ((UnitLayer[] layers, double height, int first) in Rows())
        {
            double x = left, y = top + Heading;
            double[] places = Column(svg, layers[0].From, x, top, y, height, again: first > 0, layer: null);
            foreach (UnitLayer layer in layers)
            {
                double next = x + UnitWidth + Routing + PortWidth;
                Wires(svg, layer, places, x + UnitWidth, next, y, height);
                places = Column(svg, layer.To, next, top, y, height, again: false, layer);
                x = next;
            }

            top += Heading + height + RowGap;
            if (first + layers.Length < _layers.Count) continue;
            double middle = x + (UnitWidth / 2);
            svg.Line(middle, y + ((height + Stack(layers[^1].To, layers[^1])) / 2), middle, top, "line");
            Loss(svg, left, top);
        }
    }

    private int Columns() => Math.Min(LayersInRow, _layers.Count) + 1;

    private IEnumerable<(UnitLayer[] Layers, double Height, int First)> Rows()
    {
        int first = 0;
        foreach (UnitLayer[] row in _layers.Chunk(LayersInRow))
        {
            yield return (row, Math.Max(row.Max(layer => Stack(layer.To, layer)), Stack(row[0].From, null)), first);
            first += row.Length;
        }
    }

    /// <summary>How high a unit is: every wire that comes in has a place of its own.</summary>
    private static double UnitHeight(UnitLayer? layer) => layer is null ? LeastHeight : Math.Max(LeastHeight, Ports(layer) * PortHeight);

    private static int Ports(UnitLayer layer) => layer.Kernel.Shape[0] + (layer.Bias is null ? 0 : 1);

    private static double Stack(Node units, UnitLayer? layer) => (units.Shape[1] * (UnitHeight(layer) + UnitGap)) - UnitGap;

    /// <summary>Draws the units of one layer; returns the middle of each.</summary>
    private double[] Column(Svg svg, Node units, double x, double head, double top, double height, bool again, UnitLayer? layer)
    {
        string name = _step.Symbols.Of(units).Text, owner = name.Contains('/') ? name[..name.LastIndexOf('/')] : name;
        Part(svg, owner, null, x, head, UnitWidth, Heading - 4, () => svg.Text(x + (UnitWidth / 2), head + (Heading / 2) - 2, Svg.Short(name, 12), "name", "middle"));
        double unit = UnitHeight(layer), y = top + ((height - Stack(units, layer)) / 2);
        var middles = new double[units.Shape[1]];
        for (int j = 0; j < middles.Length; j++, y += unit + UnitGap)
        {
            int element = (_stage.View.Sample * middles.Length) + j, unitNumber = j;
            double middle = middles[j] = y + (unit / 2), above = y;
            string part = $"{name}[{_stage.View.Sample},{j}]";
            svg.Part(_stage.View.Link(part), part, Marks(part, units), () =>
            {
                svg.Rectangle(x, above, UnitWidth, unit, again ? "box-again" : "box");
                svg.Text(x + (UnitWidth / 2), middle - 19, $"[{unitNumber}]", "note", "middle");
                svg.Text(x + (UnitWidth / 2), middle - 3, _stage.Has(units) ? _digits.Write(_step.Trace[units].At(element)) : "—", "name", "middle");
                svg.Line(x + 8, middle + 6, x + UnitWidth - 8, middle + 6, "rule");
                svg.Text(x + (UnitWidth / 2), middle + 16, _stage.Gradient(units) is { } gradient ? Written(gradient.At(element)) : "—", "text", "middle");
            });
        }

        return middles;
    }

    private void Wires(Svg svg, UnitLayer layer, double[] from, double x, double unitLeft, double top, double height)
    {
        (int inputs, int units) = (layer.Kernel.Shape[0], layer.Kernel.Shape[1]);
        double unit = UnitHeight(layer), start = unitLeft - PortWidth, y = top + ((height - Stack(layer.To, layer)) / 2);
        for (int j = 0; j < units; j++, y += unit + UnitGap)
        {
            double port = y + ((unit - (Ports(layer) * PortHeight)) / 2) + (PortHeight / 2);
            for (int i = 0; i <= inputs; i++, port += PortHeight)
            {
                if (i == inputs && layer.Bias is null) break;
                Variable weight = i == inputs ? layer.Bias! : layer.Kernel;
                int element = i == inputs ? j : (i * units) + j;
                double value = _step.Trace[weight].At(element);
                double? gradient = _stage.Gradient(weight)?.At(element);
                double thickness = 1 + (gradient is { } g && double.IsFinite(g) && _largest > 0 ? 2 * Math.Abs(g) / _largest : 0);
                if (i < inputs) svg.Line(x, from[i], start, port, Svg.Sign(value), thickness);
                else svg.Text(start - 4, port, "1", "note", "end");
                svg.Line(start, port, unitLeft, port, Svg.Sign(value), thickness);
                string name = $"{_step.Symbols.Of(weight).Text}[{string.Join(',', Positions.Index(weight.Shape, element))}]";
                double at = port;
                Part(svg, name, weight, start + 4, at - 18, PortWidth - 8, 37, () =>
                {
                    svg.Text(start + (PortWidth / 2), at - 9, _digits.Write(value), "text", "middle");
                    svg.Text(start + (PortWidth / 2), at + 10, gradient is { } known ? Written(known) : "—", "text", "middle");
                });
            }
        }
    }

    private void Loss(Svg svg, double left, double top)
    {
        bool isKnown = _stage.Has(_step.Step.Loss);
        svg.Part(_stage.View.Link("loss"), "loss", Marks("loss", _step.Step.Loss), () =>
        {
            svg.Rectangle(left, top, Area.Width, LossHeight, "box");
            int letters = (int)((Area.Width - 20) / Svg.Width("0"));
            svg.Text(left + (Area.Width / 2), top + 14, Svg.Short($"loss = {_step.LossFormula(DerivationOptions.Default)}", letters), "text", "middle");
            svg.Text(left + (Area.Width / 2), top + 30, isKnown ? _digits.Write(_step.Loss) : "—", "name", "middle");
            svg.Line(left + (Area.Width / 2) - 40, top + 39, left + (Area.Width / 2) + 40, top + 39, "rule");
            svg.Text(left + (Area.Width / 2), top + 49, isKnown ? "▲1" : "—", "text", "middle");
        });
    }

    /// <summary>A part that has no box: an invisible one makes it easy to hit, and shows that it is selected.</summary>
    private void Part(Svg svg, string name, Node? node, double x, double y, double width, double height, Action draw)
    {
        string? address = _stage.View.Link(name);
        string marks = Marks(name, node);
        svg.Part(address, name, marks, () =>
        {
            if (address is not null || marks.Length > 0) svg.Rectangle(x, y, width, height, "hit");
            draw();
        });
    }

    private string Marks(string name, Node? node) => (_stage.View.Selected == name ? " selected" : "") + (node is not null && _stage.IsCurrent(node) ? " now" : "");

    private string Written(double gradient) => $"{Svg.Glyph(gradient)}{_digits.Write(gradient)}";
}
