using System.Text.Json.Nodes;

namespace Backprop.Explanations.Auditing;

/// <summary>The report as JSON for programs; docs/audit.md has the form.</summary>
public static class AuditJson
{
    extension(AuditReport report)
    {
        /// <summary>The report as JSON: verdict, findings, weights, where the disagreement begins, the loss.</summary>
        public JsonObject ToJson() => new()
        {
            ["verdict"] = Text(report.Verdict),
            ["findings"] = new JsonArray([.. report.Findings.Select(finding => (JsonNode)new JsonObject
            {
                ["code"] = finding.Code,
                ["name"] = finding.Name,
                ["weight"] = finding.Weight,
                ["layer"] = finding.Layer,
                ["message"] = finding.Message,
                ["value"] = Number(finding.Value),
                ["worst"] = Entry(finding.Worst),
                ["derivation"] = finding.Derivation,
                ["alternatives"] = new JsonArray([.. finding.Alternatives.Select(code => (JsonNode)code)]),
            })]),
            ["weights"] = new JsonArray([.. report.Weights.Select(weight => (JsonNode)new JsonObject
            {
                ["weight"] = weight.Weight,
                ["of"] = weight.IsUpdate ? "updated_weights" : "gradients",
                ["verdict"] = Text(weight.Verdict),
                ["reason"] = weight.Reason,
                ["digits"] = Number(Math.Round(weight.Digits, 1)),
                ["worst"] = Entry(weight.Worst),
            })]),
            ["begins_at"] = report.BeginsAt,
            ["remark"] = report.Remark,
            ["loss"] = report.Loss is null ? null : new JsonObject { ["before"] = Number(report.Loss.Before), ["claimed"] = Number(report.Loss.Claimed), ["right"] = Number(report.Loss.Right) },
        };
    }

    private static string Text(AuditVerdict verdict) => verdict switch { AuditVerdict.Agrees => "agrees", AuditVerdict.Disagrees => "disagrees", _ => "cannot-tell" };

    private static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    private static JsonObject? Entry(AuditedEntry? entry) => entry is null ? null : new JsonObject
    {
        ["weight"] = entry.Weight,
        ["index"] = new JsonArray([.. entry.Index.Select(index => (JsonNode)index)]),
        ["claimed"] = Number(entry.Claimed),
        ["right"] = Number(entry.Right),
        ["difference"] = Number(entry.Claimed - entry.Right),
    };
}
