using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Formulas;

/// <summary>The derivation of a formula as a card and as JSON (docs/derive.md has the form).</summary>
public static class FormulaCard
{
    extension(FormulaDerivation derivation)
    {
        /// <summary>The derivation as a card.</summary>
        /// <param name="options">How many digits are shown. Default six.</param>
        public Card Card(DerivationOptions? options = null) => Of(derivation, options ?? DerivationOptions.Default);

        /// <summary>The derivation as JSON.</summary>
        public JsonObject ToJson() => new()
        {
            ["formula"] = derivation.Text,
            ["value"] = derivation.Value,
            ["inputs"] = new JsonObject(derivation.Inputs.Select(input => KeyValuePair.Create(input.Name, (JsonNode?)DerivationJson.Values(input.Value)))),
            ["gradient"] = new JsonObject(derivation.Gradients.Select(gradient => KeyValuePair.Create(gradient.Name, (JsonNode?)DerivationJson.Values(gradient.Value)))),
            ["symbolic"] = new JsonObject(derivation.Gradients.Select(gradient => KeyValuePair.Create(gradient.Name, (JsonNode?)gradient.Symbolic.ToString()))),
            ["forward"] = new JsonArray([.. derivation.Steps.Select(step => (JsonNode)new JsonObject
            {
                ["name"] = step.Name,
                ["formula"] = step.Written.ToString(),
                ["value"] = DerivationJson.Values(step.Value),
                ["tangents"] = new JsonArray([.. step.Tangents.Select(DerivationJson.Values)]),
            })]),
            ["backward"] = new JsonArray([.. derivation.Steps.Reverse().Select(step => (JsonNode)new JsonObject { ["name"] = step.Name, ["formula"] = step.Adjoint.ToString(), ["value"] = DerivationJson.Values(step.Gradient) })]),
            ["local"] = new JsonArray([.. derivation.Edges.Select(edge => (JsonNode)new JsonObject { ["from"] = edge.From, ["to"] = edge.To, ["rule"] = edge.Rule.ToString(), ["value"] = DerivationJson.Number(edge.Value) })]),
            ["seeds"] = new JsonArray([.. derivation.Seeds.Select(seed => (JsonNode)Seed(seed))]),
            ["higher"] = new JsonArray([.. derivation.Higher.Select(gradient => (JsonNode)new JsonObject { ["with"] = gradient.Name, ["formula"] = gradient.Symbolic.ToString(), ["value"] = DerivationJson.Number(gradient.Value.At(0)) })]),
        };
    }

    internal static Card Of(FormulaDerivation derivation, DerivationOptions options)
    {
        var parts = new List<CardPart> { new CardSentence($"f = {derivation.Text.Trim()} at {string.Join(", ", derivation.Inputs.Select(input => $"{input.Name} = {Text(input.Value, options)}"))}"), new CardEquation(Formula.Symbol("f"), [Number(derivation.Value, options)]) };
        string[] seeds = derivation.Steps.Any(step => step.Tangents.Count > 0) ? [.. derivation.Seeds.Select(seed => $"∂/∂{Seed(seed)}")] : [];
        parts.Add(new CardHeading(seeds.Length > 0 ? "forward: every step, its value, and in forward mode its derivatives" : "forward: every step and its value"));
        parts.Add(new CardTable(["step", "is", "value", .. seeds], [.. derivation.Steps.Select(step => (IReadOnlyList<string>)[step.Name, step.Written.ToString(), Text(step.Value, options), .. step.Tangents.Select(tangent => Text(tangent, options))])]));
        if (derivation.Edges.Count > 0)
        {
            parts.Add(new CardHeading("local derivatives"));
            parts.Add(new CardTable(["of", "with respect to", "is", "value"], [.. derivation.Edges.Select(edge => (IReadOnlyList<string>)[edge.To, edge.From, edge.Rule.ToString(), options.Digits.Write(edge.Value)])]));
        }

        parts.Add(new CardHeading("backward: how f changes with every step, from the last to the first"));
        parts.Add(new CardTable(["∂f/∂", "is", "value"], [.. derivation.Steps.Reverse().Select(step => (IReadOnlyList<string>)[step.Name, step.Adjoint.ToString(), Text(step.Gradient, options)])]));
        parts.Add(new CardHeading("gradient"));
        parts.AddRange(derivation.Gradients.Concat(derivation.Higher).Select(gradient => new CardEquation(gradient.Left, Lines(gradient, options))));
        if (seeds.Length > 0)
        {
            int passes = derivation.Seeds.Count;
            parts.Add(new CardSentence($"Reverse mode found {(passes == 1 ? "the derivative" : $"all {passes} derivatives")} in one pass back; forward mode needed {passes} {(passes == 1 ? "pass" : "passes")}, one for each input. The largest difference between the two is {options.Digits.Write(Difference(derivation))}."));
        }

        return new Card(derivation.Text.Trim(), parts);
    }

    private static Formula[] Lines(FormulaGradient gradient, DerivationOptions options)
    {
        Formula value = Formula.Symbol(Text(gradient.Value, options));
        return gradient.Symbolic.ToString() == value.ToString() ? [value] : [gradient.Symbolic, value];
    }

    /// <summary>How far forward and reverse mode differ, which share no pass.</summary>
    private static double Difference(FormulaDerivation derivation)
    {
        double largest = 0;
        for (int i = 0; i < derivation.Seeds.Count; i++)
        {
            (Variable input, int element) = derivation.Seeds[i];
            largest = Math.Max(largest, Math.Abs(derivation.Steps[^1].Tangents[i].At(0) - derivation.Gradients.First(gradient => gradient.Name == input.Name).Value.At(element)));
        }

        return largest;
    }

    private static string Seed((Variable Input, int Element) seed) => seed.Input.Shape.Rank == 0 ? seed.Input.Name : $"{seed.Input.Name}[{string.Join(',', Positions.Index(seed.Input.Shape, seed.Element))}]";

    private static Formula Number(double value, DerivationOptions options) => Formula.Symbol(options.Digits.Write(value));

    /// <summary>A number, or nested lists of at most a line.</summary>
    private static string Text(Tensor tensor, DerivationOptions options)
    {
        int next = 0;
        string text = List(0);
        return text.Length <= 120 ? text : $"{text[..120]} …";

        string List(int axis) => axis == tensor.Rank ? options.Digits.Write(tensor.At(next++)) : $"[{string.Join(", ", Enumerable.Range(0, tensor.Shape[axis]).Select(_ => List(axis + 1)))}]";
    }
}
