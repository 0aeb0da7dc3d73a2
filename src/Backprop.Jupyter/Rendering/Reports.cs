using System.Globalization;
using System.Text;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;

namespace Backprop.Jupyter.Rendering;

/// <summary>Audits and gradient checks as HTML: the verdict in words, what was found, and a table of the weights.</summary>
internal static class Reports
{
    /// <summary>An audit.</summary>
    public static string Html(AuditReport report)
    {
        var html = new StringBuilder();
        html.Append(report.Verdict switch
        {
            AuditVerdict.Agrees => "<p><strong>✓ It agrees.</strong></p>",
            AuditVerdict.Disagrees => "<p><strong>✗ It disagrees.</strong></p>",
            _ => "<p><strong>? It cannot be told.</strong></p>",
        });
        foreach (AuditFinding finding in report.Findings)
        {
            html.Append("<p>").Append(HtmlTable.Escape(finding.Message)).Append(" <code>").Append(HtmlTable.Escape(finding.Code)).Append("</code></p>");
            if (finding.Derivation is { } derivation) html.Append("<details><summary>How it comes about</summary>").Append(HtmlTable.Lines(derivation)).Append("</details>");
        }

        if (report.Remark is { } remark) html.Append("<p>").Append(HtmlTable.Escape(remark)).Append("</p>");
        html.Append(HtmlTable.Write(
            ["weight", "verdict", "worst entry", "claimed", "right"],
            report.Weights.Select(weight => (IReadOnlyList<string>)[weight.Weight, Word(weight.Verdict), $"[{string.Join(",", weight.Worst.Index)}]", Number(weight.Worst.Claimed), Number(weight.Worst.Right)])));
        return html.ToString();
    }

    /// <summary>A gradient check.</summary>
    public static string Html(GradientCheckResult result)
    {
        string verdict = result.Verdict switch { GradientVerdict.Agrees => "✓ They agree.", GradientVerdict.Disagrees => "✗ They disagree.", GradientVerdict.Kink => "? There is a kink.", _ => "? It cannot be told." };
        return $"<p><strong>{verdict}</strong></p>" + HtmlTable.Write(
            ["of", "shape", "numbers", "worst", "analytic", "numeric", "digits"],
            result.Blocks.Select(block => (IReadOnlyList<string>)(block.Worst is { } worst
                ? [block.Name, block.Shape.ToString(), Whole(block.Checked), $"[{string.Join(",", worst.Index)}]", Number(worst.Analytic), Number(worst.Numeric), worst.Digits.ToString("0.#", CultureInfo.InvariantCulture)]
                : [block.Name, block.Shape.ToString(), Whole(block.Checked), "", "", "", ""])),
            string.Join(" ", result.Blocks.SelectMany(block => (string?[])[block.Pattern, block.Remark]).OfType<string>()));
    }

    private static string Word(AuditVerdict verdict) => verdict switch { AuditVerdict.Agrees => "agrees", AuditVerdict.Disagrees => "disagrees", _ => "cannot tell" };

    private static string Number(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
