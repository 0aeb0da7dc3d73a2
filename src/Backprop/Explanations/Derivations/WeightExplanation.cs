using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Graphs;

namespace Backprop.Explanations.Derivations;

/// <summary>How the gradient of one number of a weight comes about, and what the next step makes of it.</summary>
public sealed class WeightExplanation : NumberExplanation
{
    private readonly Variable _weight;

    internal WeightExplanation(StepNumbers step, Derivation derivation, Variable weight)
        : base(step, derivation)
    {
        _weight = weight;
        After = step.After(weight).At(derivation.Element);
    }

    /// <summary>The number before the step.</summary>
    public double Before => Derivation.Current;

    /// <summary>The number after the step: what the optimizer's own expression gives.</summary>
    public double After { get; }

    private protected override string Kind => "weight";

    /// <summary>What the optimizer makes of the gradient: first what it keeps, then the weight.</summary>
    /// <param name="options">Letters and digits. Default <see cref="DerivationOptions.Default"/>.</param>
    public IReadOnlyList<UpdateLine> Update(DerivationOptions? options = null) => StepNumbers.Update(_weight, Derivation.Element, options ?? DerivationOptions.Default);

    private protected override IEnumerable<CardPart> Rest(DerivationOptions options)
    {
        IReadOnlyList<UpdateLine> lines = Update(options);
        if (lines.Count == 0) return [new CardSentence("The step leaves this weight as it is.")];
        return [new CardHeading($"update by {StepNumbers.Optimizer}"), .. UpdateExplanation.Card(lines, options)];
    }

    private protected override void AddTo(JsonObject json, DerivationOptions options)
    {
        json["weight"] = Derivation.NodeName;
        json["before"] = DerivationJson.Number(Before);
        json["after"] = DerivationJson.Number(After);
        json["update"] = new JsonObject
        {
            ["optimizer"] = StepNumbers.Optimizer,
            ["lines"] = new JsonArray([.. Update(options with { Digits = NumberStyle.Get("17") }).Select(line => (JsonNode)new JsonObject
            {
                ["name"] = line.Name,
                ["symbols"] = line.Symbols.ToString(),
                ["numbers"] = line.Numbers.ToString(),
                ["before"] = DerivationJson.Number(line.Before),
                ["after"] = DerivationJson.Number(line.After),
            })]),
        };
    }
}
