using System.Globalization;
using System.Net;
using System.Text;
using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Studio.Experiments;
using Backprop.Tensors;

namespace Backprop.Studio.Pages;

/// <summary>What one unit computes over the grid.</summary>
/// <param name="Name">The unit.</param>
/// <param name="Values">Its value at every point of the grid, row by row.</param>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
internal sealed record SurfacePlane(string Name, double[] Values, double Low, double High);

/// <summary>Every unit's value over two inputs (one, where there is only one), the others at their means: the output first, then the hidden units as small multiples.</summary>
internal sealed class Surface
{
    private const int Side = 21;
    private const int MostPlanes = 13;
    private const double Cell = 9;

    private Surface(string sentence, double[] first, double[] second, IReadOnlyList<SurfacePlane> planes, double[] x, double[] y, string[] labels) =>
        (Sentence, First, Second, Planes, _x, _y, _labels) = (sentence, first, second, planes, x, y, labels);

    private readonly double[] _x, _y;
    private readonly string[] _labels;

    public string Sentence { get; }

    /// <summary>The values of the first input along the grid.</summary>
    public double[] First { get; }

    /// <summary>Of the second; a single 0 where there is none.</summary>
    public double[] Second { get; }

    public IReadOnlyList<SurfacePlane> Planes { get; }

    /// <summary>Computes it; null where the network does not take one table of rows.</summary>
    public static Surface? Of(Scene scene)
    {
        if (scene.Recording.Data.X is not [{ Rank: 2 } data] || scene.Recording.Data.Y is not [{ } targets]) return null;
        int inputs = data.Shape[1], rows = data.Shape[0];
        double[] all = data.ToArray<double>();
        double[] Column(int column) => [.. Enumerable.Range(0, rows).Select(row => all[(row * inputs) + column])];
        double[] first = Grid(Column(0)), second = inputs > 1 ? Grid(Column(1)) : [0];
        double[] means = [.. Enumerable.Range(0, inputs).Select(column => Column(column).Average())];
        int points = first.Length * second.Length;
        var grid = new double[points * inputs];
        for (int point = 0; point < points; point++)
        {
            means.CopyTo(grid, point * inputs);
            grid[point * inputs] = first[point % first.Length];
            if (inputs > 1) grid[(point * inputs) + 1] = second[point / first.Length];
        }

        int width = targets.Size / rows;
        double[] one = targets.ToArray<double>();
        Tensor y = Tensor.From([.. Enumerable.Range(0, points).SelectMany(_ => one.Take(width))], targets.Shape.With(0, points)).Cast(targets.DType);
        StepTrace trace = scene.Recording.Before(scene.Step, model => model.Explain(Tensor.From(grid, [points, inputs]).Cast(data.DType), y).Steps());
        StepRow[] units = [.. trace.Rows.Where(row => row.Phase == StepPhase.Forward && row.Operation is not null && row.Name.Contains('/') && row.Value.Rank == 2 && row.Value.Shape[0] == points)];
        // Of a layer the last that it computes: its activation.
        StepRow[] last = [.. units.GroupBy(row => row.Name[..row.Name.LastIndexOf('/')]).Select(group => group.Last()).Reverse()];
        SurfacePlane[] planes = [.. last.SelectMany(row => Enumerable.Range(0, row.Value.Shape[1]).Select(unit =>
        {
            double[] values = [.. Enumerable.Range(0, points).Select(point => row.Value.At((point * row.Value.Shape[1]) + unit))];
            return new SurfacePlane($"{row.Name}[{unit}]", values, values.Min(), values.Max());
        })).Take(MostPlanes)];
        string others = inputs > 2 ? $" The other {inputs - 2} inputs are at their means." : "";
        return new Surface($"Across: the first input, from {first[0]:G4} to {first[^1]:G4}.{(inputs > 1 ? $" Upwards: the second, from {second[0]:G4} to {second[^1]:G4}." : "")}{others}", first, second, planes, Column(0), inputs > 1 ? Column(1) : new double[rows], [.. Enumerable.Range(0, rows).Select(row => one[row * width].ToString("G4", CultureInfo.InvariantCulture))]);
    }

    /// <summary>One unit's plane with the data on it; a line where there is one input.</summary>
    public string Svg(SurfacePlane plane)
    {
        var svg = new StringBuilder();
        double width = First.Length * Cell, height = Second.Length > 1 ? Second.Length * Cell : 120;
        double middle = (plane.Low + plane.High) / 2, half = Math.Max(1e-300, (plane.High - plane.Low) / 2);
        if (Second.Length > 1)
        {
            for (int point = 0; point < plane.Values.Length; point++) HeatMap.Cell(svg, point % First.Length * Cell, height - ((point / First.Length) + 1) * Cell, Cell, plane.Values[point] - middle, half);
            for (int row = 0; row < _x.Length && row < 40; row++)
            {
                double x = (_x[row] - First[0]) / (First[^1] - First[0]) * width, y = height - ((_y[row] - Second[0]) / (Second[^1] - Second[0]) * height);
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"data\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"/><text class=\"data\" x=\"{x + 6:0.#}\" y=\"{y + 4:0.#}\">{WebUtility.HtmlEncode(_labels[row])}</text>");
            }
        }
        else
        {
            svg.Append("<polyline class=\"curve\" points=\"").AppendJoin(' ', plane.Values.Select((value, i) => FormattableString.Invariant($"{(i + 0.5) * Cell:0.#},{height - 6 - ((value - plane.Low) / (2 * half) * (height - 12)):0.#}"))).Append("\"/>");
        }

        return string.Create(CultureInfo.InvariantCulture, $"<svg class=\"picture heat\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(plane.Name)} over the inputs, from {plane.Low:G4} to {plane.High:G4}\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\">{svg}</svg>");
    }

    /// <summary>Evenly spaced values, a fifth of the range beyond the data on both sides.</summary>
    private static double[] Grid(double[] column)
    {
        (double low, double high) = (column.Min(), column.Max());
        double margin = Math.Max((high - low) / 5, 1e-3);
        return [.. Enumerable.Range(0, Side).Select(i => low - margin + (i * (high - low + (2 * margin)) / (Side - 1)))];
    }
}
