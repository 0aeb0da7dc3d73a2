using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>One layer in a picture: its lines of text and its size, and, when it is a model that is opened, the picture of its layers.</summary>
internal sealed class PlotBox
{
    public const double LineHeight = 17;
    public const double LetterWidth = 7.3;
    public const double Margin = 10;

    private const int MostLetters = 46;

    /// <summary>Describes the calls of a layer.</summary>
    public PlotBox(Layer layer, IReadOnlyList<LayerCall> calls, PlotOptions options)
    {
        var lines = new List<string>();
        if (options.ShowLayerNames) lines.Add(layer.Name);
        lines.Add(layer.KerasClass + (options.ShowLayerActivations && Activation(layer) is { } activation ? $" · {activation}" : ""));
        bool isInput = calls.All(call => call.Inputs.Count == 0);
        if (options.ShowShapes) lines.Add((isInput ? "" : Joined(calls.SelectMany(call => call.Inputs), value => value.Shape.ToString()) + " → ") + Joined(calls.SelectMany(call => call.Outputs), value => value.Shape.ToString()));
        if (options.ShowDType) lines.Add(Joined(calls.SelectMany(call => call.Outputs), value => value.Type.DType.KerasName));
        if (options.ShowTrainable && layer.Weights.Count > 0) lines.Add(layer.Trainable ? "trainable" : "not trainable");
        (Lines, HasName) = ([.. lines.Select(Short)], options.ShowLayerNames);
        Inner = options.ExpandNested && layer is Model { Graph: not null } model ? new PlotPicture(model, options) : null;
        double text = Lines.Max(Width) + (2 * Margin), header = (Lines.Count * LineHeight) + Margin + 4;
        (BoxWidth, BoxHeight) = Inner is null ? (Math.Max(70, text), header) : (Math.Max(text, Inner.Width + (2 * Margin)), header + Inner.Height + Margin);
        HeaderHeight = header;
        Description = string.Join(", ", lines);
    }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Whether the first line is the layer's name.</summary>
    public bool HasName { get; }

    /// <summary>All that is known, uncut.</summary>
    public string Description { get; }

    public PlotPicture? Inner { get; }

    public double BoxWidth { get; }

    public double BoxHeight { get; }

    public double HeaderHeight { get; }

    /// <summary>The width of a text in letters of equal width; those of East Asia and pictures take two.</summary>
    public static double Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? 2 : 1) * LetterWidth;

    private static string Short(string line) => line.Length <= MostLetters ? line : string.Concat(line.AsSpan(0, MostLetters - 1), "…");

    private static string Joined(IEnumerable<SymbolicTensor> values, Func<SymbolicTensor, string> text) => string.Join(", ", values.Select(text).Distinct());

    private static string? Activation(Layer layer)
    {
        try
        {
            JsonNode? activation = layer.GetConfig().Json("activation");
            return activation is JsonObject description ? description["class_name"]?.ToString() == "function" ? description["config"]?.ToString() : description["class_name"]?.ToString() : activation?.ToString();
        }
        catch (InvalidOperationException)
        {
            // A layer that cannot be written into a file has no description.
            return null;
        }
    }
}
