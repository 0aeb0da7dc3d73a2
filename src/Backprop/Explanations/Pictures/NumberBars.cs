using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;

namespace Backprop.Explanations.Pictures;

/// <summary>Any numbers with names as bars on one scale, such as those of a worked example beside what was published.</summary>
public static class NumberBars
{
    private const int MostBars = 40;

    /// <summary>The bars as an SVG file, with a title, a legend and a table of the numbers. Numbers that are not finite have no bar.</summary>
    /// <param name="title">What the numbers are.</param>
    /// <param name="numbers">Each number with its name and what is said of it, such as "published 0.75, agrees"; empty for nothing.</param>
    /// <param name="remark">What the remarks are, the heading of their column.</param>
    /// <returns>The text of an SVG file. Beyond 40 numbers the table has the rest.</returns>
    public static string ToSvg(string title, IReadOnlyList<(string Name, double Value, string Remark)> numbers, string remark)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentException.ThrowIfNullOrEmpty(remark);
        var brief = NumberStyle.Get("3");
        var bars = new BarPicture([.. numbers.Take(MostBars).Select(number => new Bar(number.Name, number.Value, brief.Write(number.Value)))]);
        string shown = numbers.Count > MostBars ? $", the first {MostBars} of {numbers.Count}" : "";
        return Picture.Write(title, $"{title}: {numbers.Count} numbers as bars on one scale{shown}, and what is said of each in the table.", bars.Area, bars.Draw,
            [new LegendEntry("positive", "filled, to the right: above 0"), new LegendEntry("negative", "dashed outline, to the left: below 0"), .. shown.Length == 0 ? (LegendEntry[])[] : [new LegendEntry(null, $"bars{shown}")]],
            new CardTable(["number", "value", remark], [.. numbers.Select(number => (IReadOnlyList<string>)[number.Name, NumberStyle.Default.Write(number.Value), number.Remark])]));
    }
}
