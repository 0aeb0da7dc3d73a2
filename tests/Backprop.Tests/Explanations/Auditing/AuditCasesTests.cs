using System.Text.Json.Nodes;
using Backprop.Explanations.Auditing;
using Backprop.Testing;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>The claims with known mistakes, written by Keras and NumPy: exactly the expected codes. BACKPROP_AUDIT_CASES names another folder of claims.</summary>
public sealed class AuditCasesTests
{
    private static readonly string s_folder = Environment.GetEnvironmentVariable("BACKPROP_AUDIT_CASES") is { Length: > 0 } given ? Path.GetFullPath(given) : Repository.At("tests/fixtures/audit-cases");

    public static TheoryData<string> Claims => [.. Expected().Select(entry => entry["claim"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Claims))]
    public void Names_exactly_the_mistakes_that_were_made(string claim)
    {
        JsonObject expected = Expected().Single(entry => entry["claim"]!.GetValue<string>() == claim);
        string[] codes = [.. expected["expected"]!.AsArray().Select(code => code!.GetValue<string>())];

        AuditReport report = AuditClaim.Load(Path.Combine(s_folder, claim)).Check();

        Assert.True(codes.Order().SequenceEqual(report.Findings.Select(finding => finding.Code).Order()), $"Expected {string.Join(", ", codes)}.\n{report}");
        Assert.Equal(codes.Any(code => code != "rounded") ? AuditVerdict.Disagrees : AuditVerdict.Agrees, report.Verdict);
        if (expected["where"]?.GetValue<string>() is { } layer) Assert.Contains(report.Findings, finding => finding.Layer == layer);
    }

    private static JsonObject[] Expected() => [.. JsonNode.Parse(File.ReadAllText(Path.Combine(s_folder, "expected.json")))!["claims"]!.AsArray().Select(entry => entry!.AsObject())];
}
