using System.Globalization;
using System.Text;

namespace Backprop.Explanations;

/// <summary>
/// Writes a derivation for a terminal: first the chain of symbols, then the same with this sample's numbers, then the product.
/// Steps that hand a number on unchanged (a reshape, the addition of a bias) are left out of the chain; where paths part, the sum is shown
/// and each part goes on below, with its upstream gradient δ named once.
/// </summary>
internal static class DerivationText
{
    private const int Digits = 6;
    private const int MostTerms = 6;
    private const int MostParts = 8;

    public static string Write(Derivation derivation)
    {
        var text = new StringBuilder();
        var open = new Queue<Derivation>();
        var seen = new HashSet<(object, int)>();
        open.Enqueue(derivation);
        seen.Add((derivation.Node, derivation.Element));
        for (int part = 0; open.TryDequeue(out Derivation? next); part++)
        {
            if (part == MostParts)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"… and {open.Count + 1} more δ in the same way.");
                break;
            }

            if (part > 0) text.AppendLine();
            foreach (Derivation branch in WriteChain(text, next))
            {
                if (seen.Add((branch.Node, branch.Element))) open.Enqueue(branch);
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Follows the only path as far as it goes; returns the numbers at which it parts.</summary>
    private static List<Derivation> WriteChain(StringBuilder text, Derivation start)
    {
        var factors = new List<(string Symbol, string Number)>();
        Derivation at = start;
        Derivation from = start;
        double passed = 1;
        while (!at.IsLoss && at.Terms.Count == 1)
        {
            LocalTerm term = at.Terms[0];
            Derivation next = at.Next(term);
            passed *= term.Partial;
            at = next;
            // A step without a name of its own is part of the factor that ends at the next name.
            if (at.NodeName is null && at.Terms.Count == 1 && !at.IsLoss) continue;
            factors.Add(($"∂{at.Name}/∂{from.Name}", Number(passed)));
            passed = 1;
            from = at;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"∂loss/∂{start.Name}");
        if (at.IsLoss)
        {
            Line(text, string.Join(" · ", factors.Select(factor => factor.Symbol)));
            Line(text, string.Join(" · ", factors.Select(factor => factor.Number)));
            Line(text, Plain(start.Value));
            return [];
        }

        if (at.Terms.Count == 0)
        {
            Line(text, $"{Plain(start.Value)}: {(ReferenceEquals(at, start) ? "" : $"∂loss/∂{at.Name} is 0, because ")}no path to the loss has a derivative other than 0 at these numbers");
            return [];
        }

        string delta = $"∂loss/∂{at.Name}";
        if (factors.Count > 0)
        {
            Line(text, $"{string.Join(" · ", factors.Select(factor => factor.Symbol))} · {delta}");
            Line(text, $"{string.Join(" · ", factors.Select(factor => factor.Number))} · {Number(at.Value)}");
            Line(text, Plain(start.Value));
            return [at];
        }

        return WriteSum(text, at);
    }

    private static List<Derivation> WriteSum(StringBuilder text, Derivation sum)
    {
        LocalTerm[] largest = [.. sum.Terms.OrderByDescending(term => Math.Abs(term.Product)).Take(MostTerms)];
        LocalTerm[] shown = [.. sum.Terms.Where(largest.Contains)];
        Derivation[] next = [.. shown.Select(sum.Next)];
        double rest = sum.Terms.Except(shown).Sum(term => term.Product);
        int hidden = sum.Terms.Count - shown.Length;
        Line(text, string.Join(" + ", next.Select(part => $"∂{part.Name}/∂{sum.Name} · ∂loss/∂{part.Name}")) + (hidden > 0 ? $" + {hidden} more" : ""));
        Line(text, string.Join(" + ", shown.Select(term => $"{Number(term.Partial)} · {Number(term.Upstream)}")) + (hidden > 0 ? $" + {Number(rest)}" : ""));
        Line(text, Plain(sum.Value));
        return [.. next.Where(part => !part.IsLoss)];
    }

    private static void Line(StringBuilder text, string line) => text.Append("  = ").AppendLine(line);

    private static string Number(double value) => value < 0 ? $"({Plain(value)})" : Plain(value);

    private static string Plain(double value) => value.ToString($"G{Digits}", CultureInfo.InvariantCulture);
}
