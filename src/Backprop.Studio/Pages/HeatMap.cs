using System.Globalization;
using System.Net;
using System.Text;
using Backprop.Studio.Experiments;
using Backprop.Tensors;

namespace Backprop.Studio.Pages;

/// <summary>A tensor as squares: blue above 0, orange below, the stronger the larger, with a sign where there is room.</summary>
internal static class HeatMap
{
    private const int MostCells = 4096;
    private const int MostPlanes = 8;
    private const double Gap = 14;

    /// <summary>The selected tensor; null where there is none, or it is a single number.</summary>
    public static string? Of(Scene scene)
    {
        string name = Scene.Split(scene.Select).Name;
        if (scene.Trace.Rows.FirstOrDefault(row => row.Name == name) is not { Value: { Rank: >= 2, Size: > 6 } value }) return null;
        return Of(value, name);
    }

    /// <summary>The planes of the last two axes that are no channels: of (rows, height, width, channels) the first row's channels; of (rows, steps, features) the first row; of a kernel its matrix.</summary>
    public static string? Of(Tensor tensor, string name)
    {
        (int height, int width, int planes, Func<int, int, int, int> at) = tensor.Rank switch
        {
            2 => (tensor.Shape[0], tensor.Shape[1], 1, (_, y, x) => (y * tensor.Shape[1]) + x),
            3 => (tensor.Shape[1], tensor.Shape[2], 1, (_, y, x) => (y * tensor.Shape[2]) + x),
            4 when tensor.Shape[0] <= 7 && tensor.Shape[1] <= 7 && tensor.Shape[3] > 1 => (tensor.Shape[0], tensor.Shape[1], tensor.Shape[2] * tensor.Shape[3], (plane, y, x) => (((y * tensor.Shape[1]) + x) * tensor.Shape[2] * tensor.Shape[3]) + plane),
            4 => (tensor.Shape[1], tensor.Shape[2], tensor.Shape[3], (plane, y, x) => (((y * tensor.Shape[2]) + x) * tensor.Shape[3]) + plane),
            _ => (0, 0, 0, (Func<int, int, int, int>)((_, _, _) => 0)),
        };
        if (height == 0 || (long)height * width > MostCells) return null;
        planes = Math.Min(planes, MostPlanes);
        double cell = Math.Clamp(160d / Math.Max(height, width), 3, 24), largest = Enumerable.Range(0, tensor.Size).Max(i => Math.Abs(tensor.At(i)));
        var svg = new StringBuilder();
        for (int plane = 0; plane < planes; plane++)
        {
            double left = plane * ((width * cell) + Gap);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++) Cell(svg, left + (x * cell), y * cell, cell, tensor.At(at(plane, y, x)), largest);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"<svg class=\"heat\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(name)} {tensor.Shape}, largest {largest:G4}\" width=\"{(planes * ((width * cell) + Gap)) - Gap:0.#}\" height=\"{height * cell:0.#}\" viewBox=\"0 0 {(planes * ((width * cell) + Gap)) - Gap:0.#} {height * cell:0.#}\">{svg}</svg>");
    }

    /// <summary>One square.</summary>
    public static void Cell(StringBuilder svg, double x, double y, double size, double value, double largest)
    {
        double share = largest > 0 && double.IsFinite(value) ? Math.Min(1, Math.Abs(value) / largest) : 0;
        // Colour is not the only sign: squares below 0 are smaller.
        double inset = value < 0 ? size / 7 : 0;
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + inset:0.##}\" y=\"{y + inset:0.##}\" width=\"{size - (2 * inset):0.##}\" height=\"{size - (2 * inset):0.##}\" class=\"{(value < 0 ? "below" : "above")}\" fill-opacity=\"{share:0.##}\"/>");
        if (size >= 14 && share > 0.05) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (size / 2):0.#}\" y=\"{y + (size / 2) + 4:0.#}\" text-anchor=\"middle\">{(value < 0 ? '−' : '+')}</text>");
    }
}
