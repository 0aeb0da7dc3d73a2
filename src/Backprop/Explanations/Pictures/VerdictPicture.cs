using System.Globalization;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Cards;

namespace Backprop.Explanations.Pictures;

/// <summary>Audits and gradient checks as bars: to how many digits each weight agrees.</summary>
public static class VerdictPicture
{
    private static readonly LegendEntry[] s_legend =
    [
        new(null, "a bar: to how many decimal digits the worst number agrees (17: exactly)"),
        new(null, "✓ agrees, ✗ disagrees, ? cannot be told"),
    ];

    extension(AuditReport report)
    {
        /// <summary>The audit weight by weight as an SVG file: digits of agreement as bars, claimed and right numbers in a table.</summary>
        /// <returns>The text of an SVG file.</returns>
        public string ToSvg()
        {
            var bars = new BarPicture([.. report.Weights.Select(weight => Bar(weight.Weight, weight.Digits, Mark(weight.Verdict), weight.Reason))]);
            string verdict = report.Verdict switch { AuditVerdict.Agrees => "The claim agrees", AuditVerdict.Disagrees => "The claim disagrees", _ => "It cannot be told whether the claim is right" };
            string codes = string.Join(", ", report.Findings.Select(finding => finding.Code));
            return Picture.Write(codes.Length == 0 ? verdict : $"{verdict}: {codes}", $"{verdict}. {string.Join(" ", report.Findings.Select(finding => finding.Message))} Bars show to how many digits each weight agrees.", bars.Area, bars.Draw, s_legend,
                new CardTable(["worst number", "claimed", "right"], [.. report.Weights.Select(weight => (IReadOnlyList<string>)[weight.Worst.Name, Text(weight.Worst.Claimed), Text(weight.Worst.Right)])]));
        }
    }

    extension(GradientCheckResult result)
    {
        /// <summary>The check block by block as an SVG file: digits of agreement as bars, derivatives and finite differences in a table.</summary>
        /// <returns>The text of an SVG file.</returns>
        public string ToSvg()
        {
            var bars = new BarPicture([.. result.Blocks.Select(block => Bar(block.Name, block.Worst?.Digits ?? 17, block.Verdict switch { GradientVerdict.Agrees => "✓", GradientVerdict.Disagrees => "✗", _ => "?" }, block.Pattern))]);
            string verdict = GradientCheckResult.Text(result.Verdict);
            return Picture.Write($"Gradients and finite differences: {verdict}", $"The gradients checked with finite differences: {verdict}. Bars show to how many digits the worst number of each block agrees.", bars.Area, bars.Draw, s_legend,
                new CardTable(["worst number", "gradient", "finite difference"], [.. result.Blocks.Where(block => block.Worst is not null).Select(block => (IReadOnlyList<string>)[block.Worst!.Index.Count == 0 ? block.Name : $"{block.Name}[{string.Join(',', block.Worst.Index)}]", Text(block.Worst.Analytic), Text(block.Worst.Numeric)])]));
        }
    }

    private static string Mark(AuditVerdict verdict) => verdict switch { AuditVerdict.Agrees => "✓", AuditVerdict.Disagrees => "✗", _ => "?" };

    private static Bar Bar(string name, double digits, string mark, string? reason) => new(name, Math.Max(0, digits), string.Create(CultureInfo.InvariantCulture, $"{mark} {digits:F1} digits"), reason is null ? "" : Svg.Short(reason, 36));

    private static string Text(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
