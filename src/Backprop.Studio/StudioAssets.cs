using Backprop.Studio.Pages;

namespace Backprop.Studio;

/// <summary>Style, script and icon, which travel within the program: the page asks no other address for anything.</summary>
internal static class StudioAssets
{
    private static readonly Dictionary<string, string> s_types = new() { ["studio.css"] = "text/css", ["studio.js"] = "text/javascript", ["icon.svg"] = "image/svg+xml" };

    public static IResult Get(string name) => name == "pictures.css" ? Results.Text(PictureHtml.Style, "text/css; charset=utf-8")
        : s_types.TryGetValue(name, out string? type) ? Results.Text(Text(name), type + "; charset=utf-8") : Results.Problem($"There is no {name} here.", statusCode: StatusCodes.Status404NotFound);

    public static string Text(string name)
    {
        using Stream stream = typeof(StudioAssets).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
