using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Pictures;

namespace Backprop.Explanations.Derivations;

/// <summary>The gradients of a layer: of what it computes, and of its weights.</summary>
public sealed class LayerExplanation : Explanation
{
    private readonly StepNumbers _step;

    internal LayerExplanation(StepNumbers step, string name, IReadOnlyList<TensorExplanation> parts) => (_step, Name, Parts) = (step, name, parts);

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>What the layer computes, from its output back, then its weights.</summary>
    public IReadOnlyList<TensorExplanation> Parts { get; }

    /// <inheritdoc/>
    public override Card Card(DerivationOptions? options = null)
    {
        options ??= DerivationOptions.Default;
        return new Card(Name, [.. _step.Preface(options), .. Parts.Take(options.Parts).SelectMany(part => (IEnumerable<CardPart>)[new CardHeading(part.Name), .. part.Parts(options)]),
            .. Parts.Count <= options.Parts ? (CardPart[])[] : [new CardSentence($"… and {Parts.Count - options.Parts} more: {string.Join(", ", Parts.Skip(options.Parts).Take(8).Select(part => part.Name))}{(Parts.Count > options.Parts + 8 ? " …" : "")}.")]]);
    }

    /// <inheritdoc/>
    public override string ToSvg(DerivationOptions? options = null) => GradientBars.Write(Name, [.. Parts.Where(part => part.After is not null || Parts.All(other => other.After is null))], options ?? DerivationOptions.Default);

    /// <inheritdoc/>
    public override JsonObject ToJson(DerivationOptions? options = null) => new()
    {
        ["kind"] = "layer",
        ["name"] = Name,
        ["loss"] = _step.LossJson(),
        ["parts"] = new JsonArray([.. Parts.Select(part => (JsonNode)part.ToJson(options))]),
    };
}
