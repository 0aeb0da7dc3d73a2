using System.Globalization;
using System.Text;

namespace Backprop.Training;

public abstract partial class Model
{
    private const double PlotMargin = 16;

    /// <summary>
    /// The model as a picture: a box for each layer, a line for each value that goes from one to another. SVG, for light and dark pages, with a title and a description.
    /// A layer that is used several times is one box with several lines. Arguments as in Keras' <c>plot_model</c>.
    /// </summary>
    /// <param name="showShapes">Whether the shapes of inputs and outputs are shown. Default false.</param>
    /// <param name="showDtype">Whether the number types of the outputs are shown. Default false.</param>
    /// <param name="showLayerNames">Whether the names of the layers are shown. Default true.</param>
    /// <param name="rankdir">"TB" lets values flow downwards, "LR" to the right. Default "TB".</param>
    /// <param name="expandNested">Whether models inside the model show their layers. Default false.</param>
    /// <param name="showLayerActivations">Whether activation functions are shown. Default false.</param>
    /// <param name="showTrainable">Whether it is shown which layers with weights are trained. Default false.</param>
    /// <returns>The text of an SVG file.</returns>
    /// <exception cref="ArgumentException"><paramref name="rankdir"/> is something else.</exception>
    /// <exception cref="InvalidOperationException">The model's layers are called by code of its own class, so it has no graph; or it has no input yet.</exception>
    public string Plot(bool showShapes = false, bool showDtype = false, bool showLayerNames = true, string rankdir = "TB", bool expandNested = false, bool showLayerActivations = false, bool showTrainable = false)
    {
        if (rankdir is not ("TB" or "LR")) throw new ArgumentException($"rankdir is \"TB\" (downwards) or \"LR\" (to the right), not \"{rankdir}\".", nameof(rankdir));
        if (Graph is null) throw new InvalidOperationException(this is Sequential ? $"The model {Name} has no graph yet: give it an input shape, or data." : $"The layers of {Name} are called by the code of the class {GetType().Name}, so there is no graph to draw.");
        var picture = new PlotPicture(this, new PlotOptions
        {
            ShowShapes = showShapes,
            ShowDType = showDtype,
            ShowLayerNames = showLayerNames,
            ShowLayerActivations = showLayerActivations,
            ShowTrainable = showTrainable,
            ExpandNested = expandNested,
            IsAcross = rankdir == "LR",
        });
        var svg = new StringBuilder();
        double width = picture.Width + (2 * PlotMargin), height = picture.Height + (2 * PlotMargin);
        string name = PlotPicture.Escape(Name);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-labelledby=\"title description\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">The model {name}</title>\n<desc id=\"description\">{picture.Layers} layers, {CountParams():N0} parameters. Boxes are layers, lines the values that go from one to the next.</desc>\n");
        svg.Append("""
            <style>
            .ground { fill: #ffffff; } .box { fill: #f3f6fa; stroke: #5b7083; } .model { fill: none; stroke: #5b7083; stroke-dasharray: 5 4; }
            .line { fill: none; stroke: #5b7083; stroke-width: 1.3; marker-end: url(#arrow); } .head { fill: #5b7083; }
            text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; text-anchor: middle; dominant-baseline: middle; } .name { font-weight: bold; fill: #14202b; } .text { fill: #3a4a58; }
            @media (prefers-color-scheme: dark) { .ground { fill: #10161c; } .box { fill: #1b2630; stroke: #8fa5b8; } .model { stroke: #8fa5b8; } .line { stroke: #8fa5b8; } .head { fill: #8fa5b8; } .name { fill: #eef3f7; } .text { fill: #b9c7d3; } }
            </style>
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>

            """.ReplaceLineEndings("\n"));
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"ground\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>\n");
        picture.Draw(svg, PlotMargin, PlotMargin);
        return svg.Append("</svg>\n").ToString();
    }
}
