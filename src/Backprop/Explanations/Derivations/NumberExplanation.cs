using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Pictures;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>How the gradient of one number comes about.</summary>
public abstract class NumberExplanation : Explanation
{
    private protected NumberExplanation(StepNumbers step, Derivation derivation) => (StepNumbers, Derivation) = (step, derivation);

    /// <summary>The derivation of the gradient.</summary>
    public Derivation Derivation { get; }

    /// <summary>The gradient, exactly as the engine computes it.</summary>
    public double Gradient => Derivation.Value;

    internal StepNumbers StepNumbers { get; }

    private protected abstract string Kind { get; }

    /// <inheritdoc/>
    public override Card Card(DerivationOptions? options = null)
    {
        options ??= DerivationOptions.Default;
        return new Card(Derivation.Name, [.. StepNumbers.Preface(options), .. DerivationCard.Steps(Derivation.Steps(options), options), .. Samples(options), .. Rest(options)]);
    }

    /// <inheritdoc/>
    public override string ToSvg(DerivationOptions? options = null) => PathPicture.Write(Derivation, options ?? DerivationOptions.Default);

    /// <inheritdoc/>
    public override JsonObject ToJson(DerivationOptions? options = null)
    {
        options ??= DerivationOptions.Default;
        DerivationSteps steps = Derivation.Steps(options);
        var json = new JsonObject
        {
            ["kind"] = Kind,
            ["name"] = Derivation.NodeName ?? Derivation.Name,
            ["index"] = new JsonArray([.. Derivation.Indices().Select(index => (JsonNode)index)]),
            ["value"] = DerivationJson.Number(Gradient),
            ["number"] = DerivationJson.Number(Derivation.Current),
            ["dtype"] = Derivation.Node.DType.KerasName,
            ["loss"] = StepNumbers.LossJson(),
            ["notation"] = options.Notation.Name,
            ["steps"] = DerivationJson.Steps(steps, options),
            ["more"] = steps.More,
        };
        AddTo(json, options);
        return json;
    }

    private protected virtual IEnumerable<CardPart> Rest(DerivationOptions options) => [];

    private protected virtual void AddTo(JsonObject json, DerivationOptions options)
    {
    }

    /// <summary>The mean over the samples, where the loss is one and each term belongs to a sample.</summary>
    private IEnumerable<CardPart> Samples(DerivationOptions options)
    {
        if (StepNumbers.MeanOver is not { } samples || samples == 1 || Derivation.Terms.Any(term => term.Consumer.Shape.Rank == 0 || term.Consumer.Shape[0] != samples) || Derivation.Terms.Count < 2) yield break;
        var own = new double[samples];
        foreach (LocalTerm term in Derivation.Terms) own[term.Element / (term.Consumer.Shape.Size / samples)] += term.Product * samples;
        int shown = samples <= options.Terms + 1 ? samples : options.Terms;
        Formula sum = Formula.Sum([.. own.Take(shown).Select(value => Formula.Symbol(options.Digits.Write(value))), .. shown == samples ? [] : (Formula[])[Formula.Symbol(options.Digits.Write(own.Skip(shown).Sum()))]]);
        yield return new CardSentence($"The loss is a mean over {samples} samples, so every δ holds a factor 1/{samples}. The same as the average of what each sample says by itself{(shown == samples ? "" : $" (the last number is the sum of the other {samples - shown})")}:");
        yield return new CardEquation(DerivationCard.Derivative(Derivation, options), [Formula.Divide(sum, Formula.Symbol(samples.ToString(System.Globalization.CultureInfo.InvariantCulture))), Formula.Symbol(options.Digits.Write(own.Sum() / samples))]);
    }
}
