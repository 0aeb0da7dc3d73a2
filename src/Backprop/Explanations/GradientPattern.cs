using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>What wrong derivatives have in common: a constant ratio, exchanged axes.</summary>
internal static class GradientPattern
{
    private const double Near = 1e-4;

    /// <summary>In words, or null when there is nothing to see.</summary>
    public static string? Of(Shape shape, IReadOnlyList<GradientCheckEntry> entries)
    {
        GradientCheckEntry[] telling = [.. entries.Where(entry => entry.Index.Count == shape.Rank && entry.Verdict is GradientVerdict.Agrees or GradientVerdict.Disagrees)];
        double scale = telling.Length == 0 ? 0 : telling.Max(entry => Math.Abs(entry.Numeric));
        GradientCheckEntry[] large = [.. telling.Where(entry => Math.Abs(entry.Numeric) > 1e-3 * scale)];
        if (large.Length == 0) return null;
        if (large.All(entry => entry.Analytic == 0)) return "everywhere 0";
        double ratio = large[0].Analytic / large[0].Numeric;
        if (large.All(entry => Math.Abs(entry.Analytic - ratio * entry.Numeric) <= Near * Math.Abs(ratio * entry.Numeric)) && telling.Length > 1) return Ratio(ratio);
        if (IsTransposed(shape, telling, scale)) return "rows and columns exchanged";
        int wrong = telling.Count(entry => entry.Verdict == GradientVerdict.Disagrees);
        return wrong < telling.Length && telling.Length > 4 ? $"{wrong} of the {telling.Length} elements looked at are wrong" : null;
    }

    private static string? Ratio(double ratio)
    {
        if (Math.Abs(ratio - 1) <= Near) return null;
        if (Math.Abs(ratio + 1) <= Near) return "everywhere the opposite sign";
        double inverse = 1 / ratio;
        string value = Math.Abs(ratio - Math.Round(ratio)) <= Near * Math.Abs(ratio) && Math.Abs(ratio) > 0.5 ? Math.Round(ratio).ToString(CultureInfo.InvariantCulture)
            : Math.Abs(inverse - Math.Round(inverse)) <= Near * Math.Abs(inverse) ? $"1/{Math.Round(inverse).ToString(CultureInfo.InvariantCulture)}"
            : ratio.ToString("G5", CultureInfo.InvariantCulture);
        return $"everywhere {value} times what it should be";
    }

    private static bool IsTransposed(Shape shape, GradientCheckEntry[] entries, double scale)
    {
        if (shape.Rank != 2 || shape[0] != shape[1] || shape[0] < 2 || entries.Length != shape.Size) return false;
        Dictionary<(int, int), double> numeric = entries.ToDictionary(entry => (entry.Index[0], entry.Index[1]), entry => entry.Numeric);
        return entries.All(entry => Math.Abs(entry.Analytic - numeric[(entry.Index[1], entry.Index[0])]) <= Near * scale);
    }
}
