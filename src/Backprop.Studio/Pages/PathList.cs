using Backprop.Explanations.Derivations;

namespace Backprop.Studio.Pages;

/// <summary>One way from a number to the loss.</summary>
/// <param name="Text">The numbers on the way that have names; of many the first and the last.</param>
/// <param name="Factors">The local derivatives.</param>
/// <param name="Product">Their product.</param>
internal sealed record PathOfNumbers(string Text, IReadOnlyList<double> Factors, double Product);

/// <summary>All ways from a number to the loss, one by one: what nobody would compute, and everybody means by the chain rule.</summary>
internal static class PathList
{
    /// <summary>More paths are not followed.</summary>
    public const int Most = 2000;

    private const int MostVisits = 60_000;
    private const int MostNames = 8;

    /// <summary>The paths on which no local derivative is 0; and whether there are more.</summary>
    public static (IReadOnlyList<PathOfNumbers> Paths, bool More) Of(Derivation start)
    {
        var paths = new List<PathOfNumbers>();
        var open = new Stack<Way>([new Way(start, 1, null)]);
        int visits = 0;
        while (open.TryPop(out Way? way))
        {
            if (++visits > MostVisits || paths.Count >= Most) return (paths, true);
            if (way.At.IsLoss)
            {
                paths.Add(way.Path());
                continue;
            }

            foreach (LocalTerm term in way.At.Terms.Reverse())
            {
                if (term.Partial != 0) open.Push(new Way(way.At.Next(term), term.Partial, way));
            }
        }

        return (paths, false);
    }

    /// <summary>How many different local derivatives there are on all the ways together.</summary>
    public static int Shared(Derivation start)
    {
        int edges = 0;
        var seen = new HashSet<(object, int)> { (start.Node, start.Element) };
        var open = new Stack<Derivation>([start]);
        while (open.TryPop(out Derivation? at) && seen.Count < MostVisits)
        {
            foreach (LocalTerm term in at.IsLoss ? [] : at.Terms)
            {
                if (term.Partial == 0) continue;
                edges++;
                Derivation next = at.Next(term);
                if (seen.Add((next.Node, next.Element))) open.Push(next);
            }
        }

        return edges;
    }

    /// <summary>How a number was come to: from which one, and by which local derivative.</summary>
    private sealed record Way(Derivation At, double Factor, Way? From)
    {
        public PathOfNumbers Path()
        {
            var names = new List<string>();
            var factors = new List<double>();
            for (Way? way = this; way is not null; way = way.From)
            {
                if (way.At.NodeName is not null || way.From is null) names.Add(way.At.Name);
                if (way.From is not null) factors.Add(way.Factor);
            }

            names.Reverse();
            factors.Reverse();
            if (names.Count > MostNames + 1) names = [.. names.Take(MostNames / 2), $"… {names.Count - MostNames} more …", .. names.TakeLast(MostNames / 2)];
            return new PathOfNumbers(string.Join(" → ", names), factors, factors.Aggregate(1.0, (a, b) => a * b));
        }
    }
}
