using System.Globalization;
using System.Numerics;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Memoizing;

namespace Backprop.Explanations.Pictures;

/// <summary>What memoization saves, as bars.</summary>
public static class MemoizationPicture
{
    extension(ModelMemoization memoization)
    {
        /// <summary>The multiplications of the gradient with and without sharing, and the nodes of graph and tree, as an SVG file. The bars' lengths are logarithms, the numbers beside them are exact.</summary>
        /// <returns>The text of an SVG file.</returns>
        public string ToSvg()
        {
            (string Name, BigInteger Count)[] counts =
            [
                ("path by path", memoization.Paths.UnsharedMultiplications), ("forward mode", memoization.Paths.ForwardMultiplications), ("reverse mode, δ shared", memoization.Paths.SharedMultiplications),
                ("nodes as a tree", memoization.Graph.TreeNodes), ("nodes of the graph", memoization.Graph.Nodes),
            ];
            var bars = new BarPicture([.. counts.Select(count => new Bar(count.Name, count.Count <= 1 ? 0 : BigInteger.Log10(count.Count), Text(count.Count)))]);
            return Picture.Write("What memoization saves", $"The gradient takes {Text(counts[0].Count)} multiplications path by path, {Text(counts[1].Count)} in forward mode, and {Text(counts[2].Count)} in reverse mode, where every δ is computed once. The graph has {Text(counts[4].Count)} nodes; as a tree it would have {Text(counts[3].Count)}.", bars.Area, bars.Draw,
                [new LegendEntry(null, "lengths: logarithms; first three: multiplications of the gradient")],
                new CardTable(["count", "exactly"], [.. counts.Select(count => (IReadOnlyList<string>)[count.Name, count.Count.ToString("N0", CultureInfo.InvariantCulture)])]));
        }
    }

    private static string Text(BigInteger count) => count < 1_000_000_000_000 ? count.ToString("N0", CultureInfo.InvariantCulture) : $"about 10^{BigInteger.Log10(count).ToString("F1", CultureInfo.InvariantCulture)}";
}
