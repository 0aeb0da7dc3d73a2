using System.Globalization;
using System.Security;
using System.Text;
using Backprop.Layers;

namespace Backprop.Training;

/// <summary>The layers of a model as boxes, the values between them as lines. A model inside it is a box, or, opened, a box with its own picture in it.</summary>
internal sealed class PlotPicture
{
    private readonly PlotBox[] _boxes;
    private readonly LayeredLayout _layout;
    private readonly bool _isAcross;

    public PlotPicture(Model model, PlotOptions options)
    {
        _isAcross = options.IsAcross;
        IReadOnlyList<LayerCall> calls = model.Graph!.Calls;
        // A layer that is used several times is one box with several lines, unless it comes, directly or not, behind itself.
        if (!TryGroup(calls, call => call.Layer, out List<(LayerCall[] Calls, int[] Before)> groups)) TryGroup(calls, call => call, out groups);
        _boxes = [.. groups.Select(group => new PlotBox(group.Calls[0].Layer, group.Calls, options))];
        (int From, int To)[] edges = [.. groups.SelectMany((group, to) => group.Before.Select(from => (from, to)))];
        _layout = new LayeredLayout([.. _boxes.Select(box => _isAcross ? (box.BoxWidth, box.BoxHeight) : (box.BoxHeight, box.BoxWidth))], edges);
        (Width, Height) = _isAcross ? (_layout.Along, _layout.Across) : (_layout.Across, _layout.Along);
        Layers = _boxes.Sum(box => box.Inner?.Layers ?? 1);
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>How many boxes there are that are not opened.</summary>
    public int Layers { get; }

    /// <summary>Every box: where it lies, and what it is.</summary>
    public IEnumerable<(double X, double Y, PlotBox Box)> Boxes => _boxes.Select((box, i) =>
    {
        (double start, double centre) = _layout[i];
        return _isAcross ? (start, centre - (box.BoxHeight / 2), box) : (centre - (box.BoxWidth / 2), start, box);
    });

    /// <summary>The points that each line goes through.</summary>
    public IEnumerable<IReadOnlyList<(double X, double Y)>> Lines => _layout.Routes.Select(route => (IReadOnlyList<(double, double)>)[.. route.Select(point => _isAcross ? (point.Along, point.Across) : (point.Across, point.Along))]);

    /// <summary>Adds the picture to an SVG.</summary>
    public void Draw(StringBuilder svg, double left, double top)
    {
        foreach (IReadOnlyList<(double X, double Y)> line in Lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"{RoutePath.Write([.. line.Select(point => (point.X + left, point.Y + top))], _isAcross)}\"/>\n");
        }

        foreach ((double x, double y, PlotBox box) in Boxes)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Escape(box.Description)}</title><rect class=\"{(box.Inner is null ? "box" : "model")}\" x=\"{x + left:0.#}\" y=\"{y + top:0.#}\" width=\"{box.BoxWidth:0.#}\" height=\"{box.BoxHeight:0.#}\" rx=\"6\"/>");
            for (int i = 0; i < box.Lines.Count; i++)
            {
                string kind = box.HasName && i == 0 ? "name" : "text";
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{x + left + (box.BoxWidth / 2):0.#}\" y=\"{y + top + PlotBox.Margin + 6 + (i * PlotBox.LineHeight):0.#}\">{Escape(box.Lines[i])}</text>");
            }

            svg.Append("</g>\n");
            box.Inner?.Draw(svg, x + left + ((box.BoxWidth - box.Inner.Width) / 2), y + top + box.HeaderHeight);
        }
    }

    /// <summary>Text for an SVG: marks escaped, and characters that XML does not allow replaced.</summary>
    internal static string Escape(string text) => SecurityElement.Escape(string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString())));

    /// <summary>Puts calls that belong together into one group each, with the groups whose values it uses; false when groups would depend on each other in a circle.</summary>
    private static bool TryGroup(IReadOnlyList<LayerCall> calls, Func<LayerCall, object> key, out List<(LayerCall[] Calls, int[] Before)> groups)
    {
        LayerCall[][] members = [.. calls.GroupBy(key).Select(group => group.ToArray())];
        var place = new Dictionary<LayerCall, int>();
        for (int i = 0; i < members.Length; i++)
        {
            foreach (LayerCall call in members[i]) place[call] = i;
        }

        groups = [.. members.Select(group => (group, group.SelectMany(call => call.Sources).Where(source => place.ContainsKey(source.Call)).Select(source => place[source.Call]).Distinct().ToArray()))];
        // Groups whose sources are done are done; what is left over depends on itself.
        var waiting = groups.Select(group => group.Before.Length).ToArray();
        ILookup<int, int> after = groups.SelectMany((group, to) => group.Before.Select(from => (from, to))).ToLookup(edge => edge.from, edge => edge.to);
        var ready = new Queue<int>(Enumerable.Range(0, waiting.Length).Where(i => waiting[i] == 0));
        int done = 0;
        while (ready.TryDequeue(out int next))
        {
            done++;
            foreach (int later in after[next])
            {
                if (--waiting[later] == 0) ready.Enqueue(later);
            }
        }

        return done == groups.Count;
    }
}
