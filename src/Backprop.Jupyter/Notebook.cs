using Backprop.Data;
using Backprop.Explanations.Pictures;
using Backprop.Jupyter.Channels;
using Backprop.Jupyter.Rendering;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Jupyter;

/// <summary>What a cell can call without naming a class: <c>Display(model)</c>, <c>Markdown("**so**")</c>, <c>Ask("How many?")</c>.</summary>
public static class Notebook
{
    internal static OutputChannel? Output { get; set; }

    internal static InputChannel? Input { get; set; }

    /// <summary>What the running cell wants shown apart from its output.</summary>
    internal static List<MimeBundle> Pages { get; } = [];

    /// <summary>Shows a value, as richly as it can be shown.</summary>
    /// <param name="value">A tensor, a model, a history, a derivation, a data frame, a picture, or anything else.</param>
    /// <param name="mimeType">When given, the value's text is shown as this, for example <c>text/html</c>.</param>
    /// <returns>What was shown; its <see cref="DisplayedValue.Update"/> shows another value in the same place.</returns>
    /// <exception cref="InvalidOperationException">This is no notebook.</exception>
    public static DisplayedValue Display(object? value, string? mimeType = null)
    {
        OutputChannel output = Output ?? throw new InvalidOperationException("Display shows something in a notebook, and this program is none.");
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), output.Show);
        shown.Show("display_data", Formatters.Format(mimeType is null ? value : new MimeText(mimeType, value?.ToString() ?? "")));
        return shown;
    }

    /// <summary>Shows a value apart from the cell's output, where the client has a place for long texts (the pager of the classic notebook).</summary>
    /// <param name="value">What is shown.</param>
    public static void ShowPage(object? value) => Pages.Add(Formatters.Format(value));

    /// <summary>A text to be shown as HTML.</summary>
    /// <param name="text">The HTML.</param>
    public static MimeText Html(string text) => new("text/html", text);

    /// <summary>A text to be shown as Markdown.</summary>
    /// <param name="text">The Markdown; formulas stand between $ or $$.</param>
    public static MimeText Markdown(string text) => new("text/markdown", text);

    /// <summary>A formula.</summary>
    /// <param name="text">LaTeX, with its $ or $$.</param>
    public static MimeText Latex(string text) => new("text/latex", text);

    /// <summary>A drawing.</summary>
    /// <param name="text">The text of an SVG file.</param>
    public static MimeText Svg(string text) => new("image/svg+xml", text, "a drawing");

    /// <summary>Numbers over epochs as a curve, for trainings that have no history.</summary>
    /// <param name="numbers">One for each epoch.</param>
    /// <param name="name">What they are. Default "loss".</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public static MimeText Curve(IEnumerable<double> numbers, string name = "loss")
    {
        ArgumentNullException.ThrowIfNull(numbers);
        IReadOnlyList<Logs> epochs = [.. numbers.Select(number => new Logs { [name] = number })];
        string plain = epochs.Count == 0 ? $"{name}: no epoch" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}: from {epochs[0][name]:G6} to {epochs[^1][name]:G6} in {epochs.Count} epochs");
        return new MimeText("image/svg+xml", epochs.ToSvg(name), plain);
    }

    /// <summary>A tensor as a picture: (height, width), (height, width, channels) of 1 or 3, or one more axis in front for several side by side.</summary>
    /// <param name="pixels">Numbers from 0 to 1, or from 0 to 255 when one of them is above 1.</param>
    /// <param name="scale">How many pixels of the screen a pixel of the picture takes in each direction, at least 1.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static MimeText Picture(Tensor pixels, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        return new("image/png", Convert.ToBase64String(TensorPicture.Png(pixels, scale)), $"a picture of {pixels.Shape}");
    }

    /// <summary>An image as it is shown.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static MimeText Picture(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new("image/png", Convert.ToBase64String(PngFile.Write(image.Pixels, image.Width, image.Height, image.Channels)), $"a picture of {image.Width} by {image.Height} pixels");
    }

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Whether to wait until the next thing is shown, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => Output?.Clear(wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="isSecret">Whether the answer is hidden while it is typed.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidOperationException">Nobody can answer: the notebook is run by a program.</exception>
    public static string Ask(string question, bool isSecret = false) =>
        Input?.Ask(question, isSecret) ?? throw new InvalidOperationException("Ask asks the user of a notebook, and this program is none.");
}
