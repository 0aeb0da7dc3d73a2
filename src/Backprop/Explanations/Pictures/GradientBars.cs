using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;

namespace Backprop.Explanations.Pictures;

/// <summary>The gradients of a whole weight, an activation or a layer as bars: the largest, and how many follow.</summary>
internal static class GradientBars
{
    private const int MostBars = 32;

    public static string Write(string name, IReadOnlyList<TensorExplanation> parts, DerivationOptions options)
    {
        (string Name, double Gradient, double Value)[] all = [.. parts.SelectMany(part => Enumerable.Range(0, part.Gradient.Size).Select(element => (Name: Named(part, element), Gradient: part.Gradient.At(element), Value: part.Values.At(element))))];
        var shown = Enumerable.Range(0, all.Length).OrderByDescending(i => Math.Abs(all[i].Gradient)).Take(MostBars).Order().ToArray();
        var bars = new BarPicture([.. shown.Select(i => new Bar(all[i].Name, all[i].Gradient, Svg.Glyph(all[i].Gradient) + NumberStyle.Get("3").Write(all[i].Gradient)))]);
        string which = shown.Length < all.Length ? $"the {shown.Length} largest of {all.Length:N0}" : $"all {all.Length:N0}";
        return Picture.Write($"Gradients of {name}, {which}", $"The gradients of the loss with respect to {name}, {which}, as bars on one scale.", bars.Area, bars.Draw,
            [new LegendEntry("positive", "filled, to the right: above 0"), new LegendEntry("negative", "dashed outline, to the left: below 0"), LegendEntry.Gradient],
            new CardTable(["number", "value", "gradient"], [.. shown.Select(i => (IReadOnlyList<string>)[all[i].Name, options.Digits.Write(all[i].Value), options.Digits.Write(all[i].Gradient)])]));
    }

    private static string Named(TensorExplanation part, int element) => part.Values.Rank == 0 ? part.Name : $"{part.Name}[{string.Join(',', Positions.Index(part.Values.Shape, element))}]";
}
