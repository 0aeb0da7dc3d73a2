using Backprop.Cli.Training;

namespace Backprop.Cli.Output;

/// <summary>Writes a confusion matrix: true classes down, predicted classes across.</summary>
internal static class ConfusionTable
{
    /// <summary>With more classes than this, only what was confused most often is listed.</summary>
    private const int MostClasses = 20;

    public static IEnumerable<string> Lines(ConfusionMatrix matrix, int width)
    {
        int n = matrix.Classes.Count;
        if (n > MostClasses) return Confusions(matrix);
        int longest = matrix.Classes.Max(name => name.Length);
        int digits = Numbers.Count(Enumerable.Range(0, n * n).Max(i => matrix[i / n, i % n])).Length;

        // Names across where they fit, otherwise numbers across and beside the names.
        string[] across = [.. matrix.Classes];
        string[] down = [.. matrix.Classes];
        if (Math.Min(longest, 30) + 7 + n * (Math.Max(longest, digits) + 2) > width)
        {
            across = [.. Enumerable.Range(0, n).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            down = [.. matrix.Classes.Select((name, i) => $"{i} {name}")];
        }

        down = [.. down.Select(name => name.Length > 30 ? name[..29] + "…" : name)];
        int side = down.Max(name => name.Length);
        int cell = Math.Max(across.Max(name => name.Length), digits) + 2;
        var lines = new List<string>
        {
            $"{"".PadRight(side)}  predicted",
            $"{"true".PadRight(side)}{string.Concat(across.Select(name => name.PadLeft(cell)))}",
        };
        for (int truth = 0; truth < n; truth++)
        {
            lines.Add(down[truth].PadRight(side) + string.Concat(Enumerable.Range(0, n).Select(predicted => (matrix[truth, predicted] == 0 && truth != predicted ? "·" : Numbers.Count(matrix[truth, predicted])).PadLeft(cell))));
        }

        return lines;
    }

    private static IEnumerable<string> Confusions(ConfusionMatrix matrix)
    {
        int n = matrix.Classes.Count;
        var pairs = from truth in Enumerable.Range(0, n)
                    from predicted in Enumerable.Range(0, n)
                    where truth != predicted && matrix[truth, predicted] > 0
                    orderby matrix[truth, predicted] descending
                    select $"{Numbers.Count(matrix[truth, predicted])} times {matrix.Classes[truth]} was taken for {matrix.Classes[predicted]}";
        return [$"{n} classes; most often confused:", .. pairs.Take(10)];
    }
}
