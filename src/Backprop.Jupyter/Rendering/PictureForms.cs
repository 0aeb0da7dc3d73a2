using System.Text;

namespace Backprop.Jupyter.Rendering;

/// <summary>
/// A drawing in two forms: as SVG, and as an image within HTML. An image shows in notebooks that are not trusted, too, and keeps its styles to itself,
/// where SVG within the page would give them to all of it.
/// </summary>
internal static class PictureForms
{
    /// <summary>Adds both forms.</summary>
    /// <param name="bundle">Where to.</param>
    /// <param name="svg">The text of an SVG file.</param>
    /// <param name="text">What it shows, for whoever does not see it.</param>
    public static void Add(MimeBundle bundle, string svg, string text) => bundle.Add("image/svg+xml", svg).Add("text/html", Image(svg, text));

    /// <summary>The drawing as an image of HTML.</summary>
    public static string Image(string svg, string text) => $"<img alt=\"{HtmlTable.Escape(text)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";
}
