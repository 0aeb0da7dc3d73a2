using System.Text.Json.Nodes;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>Derivations as JSON. Numbers are written so that reading gives the same bits; NaN and the infinities, which JSON has not, as texts.</summary>
internal static class DerivationJson
{
    public static JsonNode Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture))!;

    public static JsonArray Steps(DerivationSteps steps, DerivationOptions options) => new([.. steps.Steps.Select(step => (JsonNode)new JsonObject
    {
        ["of"] = step.Of.Name,
        ["value"] = Number(step.Of.Value),
        ["paths"] = new JsonArray([.. step.Paths.Select(path => (JsonNode)new JsonObject
        {
            ["factors"] = new JsonArray([.. path.Factors.Select(factor => (JsonNode)new JsonObject
            {
                ["from"] = factor.From.Name,
                ["to"] = factor.To.Name,
                ["rule"] = DerivationCard.Rule(factor, options).ToString(),
                ["value"] = Number(factor.Value),
                ["operations"] = new JsonArray([.. factor.Terms.Select(term => (JsonNode)term.Term.Consumer.Operation.Name)]),
            })]),
            ["delta"] = path.End.IsLoss ? null : new JsonObject { ["of"] = path.End.Name, ["value"] = Number(path.End.Value) },
            ["product"] = Number(path.Product),
        })]),
        ["hidden"] = new JsonObject { ["count"] = step.Hidden, ["sum"] = Number(step.HiddenSum) },
        ["remainder"] = Number(step.Remainder),
    })]);

    /// <summary>A tensor as nested lists.</summary>
    public static JsonNode Values(Tensor tensor)
    {
        int next = 0;
        return List(0);

        JsonNode List(int axis)
        {
            if (axis == tensor.Rank) return Number(tensor.At(next++));
            var list = new JsonArray();
            for (int i = 0; i < tensor.Shape[axis]; i++) list.Add(List(axis + 1));
            return list;
        }
    }
}
