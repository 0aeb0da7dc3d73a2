using Backprop.Explanations.Cards;

namespace Backprop.Explanations.Pictures;

/// <summary>A bar.</summary>
/// <param name="Name">Whose number it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Text">The number as it is written.</param>
/// <param name="Remark">What is said behind it; empty for nothing.</param>
internal sealed record Bar(string Name, double Value, string Text, string Remark = "");

/// <summary>Numbers as bars on one scale, those below 0 to the left: sign by side, outline, glyph and colour.</summary>
internal sealed class BarPicture(IReadOnlyList<Bar> bars)
{
    private const double RowHeight = 21;
    private const double BarWidth = 200;
    private const double Gap = 10;
    private const int MostLetters = 30;

    private readonly double _names = bars.Select(bar => Svg.Width(Svg.Short(bar.Name, MostLetters))).DefaultIfEmpty(0).Max();
    private readonly double _texts = bars.Select(bar => Svg.Width(Written(bar))).DefaultIfEmpty(0).Max();

    /// <summary>The size of the drawing.</summary>
    public (double Width, double Height) Area => (_names + BarWidth + _texts + (2 * Gap), bars.Count * RowHeight);

    /// <summary>Draws it.</summary>
    public void Draw(Svg svg, double left, double top)
    {
        double largest = bars.Select(bar => Math.Abs(bar.Value)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        bool hasNegative = bars.Any(bar => bar.Value < 0), hasPositive = bars.Any(bar => bar.Value > 0);
        double zero = left + _names + Gap + (hasNegative ? hasPositive ? BarWidth / 2 : BarWidth : 0);
        double room = hasNegative && hasPositive ? BarWidth / 2 : BarWidth;
        for (int i = 0; i < bars.Count; i++)
        {
            Bar bar = bars[i];
            double y = top + (i * RowHeight) + (RowHeight / 2);
            svg.Text(left, y, Svg.Short(bar.Name, MostLetters), "text");
            double length = largest == 0 || !double.IsFinite(bar.Value) ? 0 : Math.Abs(bar.Value) / largest * (room - 2);
            if (length > 0) svg.Rectangle(bar.Value < 0 ? zero - length : zero, y - 6, length, 12, bar.Value < 0 ? "bar-negative" : "bar-positive");
            svg.Text(left + _names + BarWidth + (2 * Gap), y, Written(bar), "text");
        }

        svg.Line(zero, top, zero, top + (bars.Count * RowHeight), "rule", 1.6);
    }

    private static string Written(Bar bar) => bar.Remark.Length == 0 ? bar.Text : $"{bar.Text}  {bar.Remark}";

    /// <summary>The same as a table.</summary>
    public CardTable Table(string name, string value, string? remark = null) => new(remark is null ? [name, value] : [name, value, remark],
        [.. bars.Select(bar => (IReadOnlyList<string>)(remark is null ? [bar.Name, bar.Text] : [bar.Name, bar.Text, bar.Remark]))]);
}
