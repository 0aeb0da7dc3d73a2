using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>The equations of attention for inputs of any rank. Source: keras/src/layers/attention/multi_head_attention.py.</summary>
internal static class AttentionEquations
{
    /// <summary>A projection of the last axes, "abc,cde->abde" for one of three axes to heads and features.</summary>
    /// <param name="free">The number of axes that stay, with the batch.</param>
    /// <param name="bound">The number of axes that are summed over.</param>
    /// <param name="results">The lengths of the axes that replace them.</param>
    /// <returns>The equation, the shape of the output without the batch, and the letters of the bias.</returns>
    public static (string Equation, Shape Output, string BiasAxes) Projection(int free, int bound, Shape results)
    {
        string kept = Letters(0, free), summed = Letters(free, bound), made = Letters(free + bound, results.Rank);
        Shape unknown = Shape.Create([.. Enumerable.Repeat(Shape.Unknown, free - 1)]);
        return ($"{kept}{summed},{summed}{made}->{kept}{made}", unknown.Concat(results), made);
    }

    /// <summary>Keys and queries to scores, and scores and values to sums: "aecd,abcd->acbe" and "acbe,aecd->abcd" for (batch, place, head, feature).</summary>
    /// <param name="rank">The number of axes of projected queries, keys and values.</param>
    /// <param name="axes">The axes along which attention goes.</param>
    public static (string Scores, string Sums) Attention(int rank, IReadOnlyList<int> axes)
    {
        string query = Letters(0, rank);
        string key = string.Concat(query.Select((letter, axis) => axes.Contains(axis) ? (char)('a' + rank + Enumerable.Range(0, axis).Count(axes.Contains)) : letter));
        string batch = string.Concat(query[..^1].Where((_, axis) => !axes.Contains(axis)));
        string scores = batch + string.Concat(axes.Select(axis => query[axis])) + string.Concat(axes.Select(axis => key[axis]));
        return ($"{key},{query}->{scores}", $"{scores},{key}->{query}");
    }

    private static string Letters(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => (char)('a' + i)));
}
