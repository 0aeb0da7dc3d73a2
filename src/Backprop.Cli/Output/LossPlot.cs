namespace Backprop.Cli.Output;

/// <summary>Draws how a number falls, epoch by epoch, as lines of text: eighths of a block in a terminal, stars where only plain letters will do.</summary>
internal static class LossPlot
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>The plot's lines, the scale on the left.</summary>
    /// <param name="values">One number per epoch; what is not finite is left out.</param>
    /// <param name="width">The columns that the whole plot may take.</param>
    /// <param name="height">How many lines the bars may take.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<double> values, int width, int height)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length < 2) return [];
        double top = finite.Max();
        double bottom = Math.Min(0, finite.Min());
        if (top == bottom) return [];
        string[] labels = [Numbers.Short(top), Numbers.Short(bottom)];
        int margin = Math.Max(labels.Max(label => label.Length), 4);
        int columns = Math.Max(10, Math.Min(width - margin - 3, finite.Length));
        int[] heights = [.. Enumerable.Range(0, columns).Select(Eighth)];
        var lines = new List<string>();
        for (int row = height - 1; row >= 0; row--)
        {
            string label = row == height - 1 ? labels[0] : row == 0 ? labels[1] : "";
            lines.Add($"{label.PadLeft(margin)} │{string.Concat(heights.Select(eighths => Eighths[Math.Clamp(eighths - 8 * row, 0, 8)]))}".TrimEnd());
        }

        lines.Add($"{"".PadLeft(margin)} └{new string('─', columns)}");
        string last = $"epoch {finite.Length}";
        lines.Add($"{"".PadLeft(margin)}  1{last.PadLeft(Math.Max(columns - 1, last.Length + 1))}");
        return lines;

        // Several epochs to a column: the last of them; a number above nothing is at least an eighth high.
        int Eighth(int column)
        {
            int epoch = (int)((long)(column + 1) * finite.Length / columns) - 1;
            double value = finite[Math.Max(epoch, 0)];
            return Math.Max(value > bottom ? 1 : 0, (int)Math.Round((value - bottom) / (top - bottom) * 8 * height));
        }
    }
}
