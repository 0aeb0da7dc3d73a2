using System.Globalization;
using System.Text;

namespace Backprop.Explanations.Auditing;

/// <summary>What an audit says of a claim, or of one weight.</summary>
public enum AuditVerdict
{
    /// <summary>The numbers are right, within the precision in which they are written.</summary>
    Agrees,

    /// <summary>They are wrong.</summary>
    Disagrees,

    /// <summary>It cannot be said: the point is a kink, the number is lost in cancellation, or it is written too coarsely.</summary>
    CannotTell,
}

/// <summary>One number of a claim beside the right one.</summary>
/// <param name="Weight">The weight's path, for example "dense/kernel".</param>
/// <param name="Index">The element, one number per axis.</param>
/// <param name="Claimed">What the claim says.</param>
/// <param name="Right">What it should be.</param>
public sealed record AuditedEntry(string Weight, IReadOnlyList<int> Index, double Claimed, double Right)
{
    /// <summary>The element's name, for example "dense/kernel[0,1]".</summary>
    public string Name => Index.Count == 0 ? Weight : $"{Weight}[{string.Join(",", Index)}]";

    /// <summary>For example "dense/kernel[0,1]: 0.25 claimed, 0.5 right".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Claimed:G9} claimed, {Right:G9} right");
}

/// <summary>What the audit says of one weight.</summary>
/// <param name="Weight">The weight's path.</param>
/// <param name="IsUpdate">Whether its new value was claimed, rather than its gradient.</param>
/// <param name="Verdict">Whether it agrees.</param>
/// <param name="Reason">Why it agrees though not to the last digit, or why it cannot be said: "rounded", "single-precision", "cancellation", "kink", "precision"; null otherwise.</param>
/// <param name="Digits">To how many decimal digits the worst entry agrees, relative to the weight's largest entry: 17 when all are equal.</param>
/// <param name="Worst">The entry that is farthest from the right one.</param>
public sealed record AuditedWeight(string Weight, bool IsUpdate, AuditVerdict Verdict, string? Reason, double Digits, AuditedEntry Worst);

/// <summary>A mistake that was found, or how a right claim was rounded.</summary>
/// <param name="Code">The mistake's code in the catalogue; "unexplained" where no mistake of the catalogue gives the claimed numbers.</param>
/// <param name="Name">The mistake in words.</param>
/// <param name="Layer">The layer where it was made; null where it concerns all.</param>
/// <param name="Weight">The weight with the worst entry.</param>
/// <param name="Message">What was done, and what it should be with the numbers of the worst entry: two sentences.</param>
/// <param name="Value">How large the mistake is (a ratio, a rate, a number of digits); null where there is no such number.</param>
/// <param name="Worst">The entry that is farthest from the right one; null for a claim that agrees.</param>
/// <param name="Alternatives">The codes of other mistakes that give the same numbers and come later in the catalogue.</param>
public sealed record AuditFinding(string Code, string Name, string? Layer, string? Weight, string Message, double? Value, AuditedEntry? Worst, IReadOnlyList<string> Alternatives)
{
    /// <summary>How the right gradient of the worst entry comes about, from the weight to the loss, with its numbers; null where there is no worst entry.</summary>
    public string? Derivation { get; init; }
}

/// <summary>How the loss would go on for one step of plain gradient descent.</summary>
/// <param name="Before">The loss now.</param>
/// <param name="Claimed">The loss after a step with what is claimed.</param>
/// <param name="Right">The loss after the same step with the right numbers.</param>
public sealed record AuditedLoss(double Before, double Claimed, double Right);

/// <summary>The result of an audit.</summary>
/// <param name="Verdict">Whether the claim agrees.</param>
/// <param name="Findings">The mistakes; for a claim that agrees, at most that it is rounded.</param>
/// <param name="Weights">Weight by weight, in the order of the claim.</param>
/// <param name="BeginsAt">Where the disagreement begins: the layer nearest the output whose claimed numbers are wrong, while all after it are right. Null when the claim agrees.</param>
/// <param name="Loss">What the loss does all the same.</param>
/// <param name="Remark">What else is to be said of a claim that agrees: why there is a residual. Null for nothing.</param>
public sealed record AuditReport(AuditVerdict Verdict, IReadOnlyList<AuditFinding> Findings, IReadOnlyList<AuditedWeight> Weights, string? BeginsAt, AuditedLoss? Loss, string? Remark)
{
    /// <summary>The report as plain text: the verdict, the mistakes, and a line for each weight.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Verdict switch
        {
            AuditVerdict.Agrees => "The claim agrees.",
            AuditVerdict.Disagrees => "The claim disagrees.",
            _ => "It cannot be told whether the claim is right.",
        });
        if (Remark is not null) text.Append(' ').Append(Remark);
        text.AppendLine();
        foreach (AuditFinding finding in Findings)
        {
            text.AppendLine().Append(finding.Code);
            if (finding.Layer is not null) text.Append(" at ").Append(finding.Layer);
            text.AppendLine().Append("  ").AppendLine(finding.Message);
            if (finding.Alternatives.Count > 0) text.Append("  The same numbers follow from ").Append(string.Join(", ", finding.Alternatives)).AppendLine(".");
        }

        if (BeginsAt is not null) text.AppendLine().Append("The disagreement begins at ").Append(BeginsAt).AppendLine(": everything nearer to the output is right.");
        text.AppendLine();
        int width = Weights.Max(weight => weight.Weight.Length);
        foreach (AuditedWeight weight in Weights)
        {
            string verdict = weight.Verdict switch { AuditVerdict.Agrees => "agrees", AuditVerdict.Disagrees => "disagrees", _ => "cannot tell" };
            text.Append(CultureInfo.InvariantCulture, $"{weight.Weight.PadRight(width)}  {(weight.IsUpdate ? "new value" : "gradient"),-9}  {verdict,-11}  {weight.Digits,4:F1} digits");
            if (weight.Reason is not null) text.Append("  ").Append(weight.Reason);
            if (weight.Verdict != AuditVerdict.Agrees) text.Append("  worst ").Append(weight.Worst.Name).Append(CultureInfo.InvariantCulture, $": {weight.Worst.Claimed:G7} claimed, {weight.Worst.Right:G7} right");
            text.AppendLine();
        }

        if (Loss is not null) text.AppendLine().Append(CultureInfo.InvariantCulture, $"One step takes the loss from {Loss.Before:G7} to {Loss.Claimed:G7} with the claim, to {Loss.Right:G7} with the right numbers{(Loss.Claimed < Loss.Before ? ": that it falls shows nothing" : "")}.").AppendLine();
        foreach (AuditFinding finding in Findings.Where(finding => finding.Derivation is not null).DistinctBy(finding => finding.Derivation))
        {
            text.AppendLine().Append("How ").Append(finding.Worst!.Name).AppendLine(" comes about:").AppendLine();
            foreach (string line in finding.Derivation!.TrimEnd().Split('\n')) text.AppendLine(line.TrimEnd().Length == 0 ? "" : "  " + line.TrimEnd());
        }

        return text.ToString();
    }
}
