using Backprop.Explanations.Auditing;
using System.Globalization;

namespace Backprop.Explanations.Mistakes;

/// <summary>Any other constant ratio, for everything, from one layer on, for one layer or for one weight.</summary>
internal sealed class ConstantFactor : Mistake
{
    /// <inheritdoc/>
    public override string Code => "constant-factor";

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // For everything first, then from a layer on towards the input, then a layer by itself, then a weight.
        var scopes = new List<(string? Layer, string Text, Func<int, bool> Has)> { (null, "Everything", _ => true) };
        for (int layer = situation.Layers.Count - 2; layer >= 0; layer--)
        {
            int last = layer;
            if (layer > 0) scopes.Add((situation.Layers[layer], $"Everything from {situation.Layers[layer]} back to the input", weight => situation.Layers.ToList().IndexOf(situation.LayerOf(weight)) <= last));
        }

        scopes.AddRange(situation.Layers.Select(layer => ((string?)layer, $"Everything of {layer}", (Func<int, bool>)(weight => situation.LayerOf(weight) == layer))));
        scopes.AddRange(situation.Claims.Select(claim => ((string?)situation.LayerOf(claim.Weight), claim.Path, (Func<int, bool>)(weight => weight == claim.Weight))));
        foreach ((string? layer, string text, Func<int, bool> has) in scopes)
        {
            if (Change.Ratio(situation, current, has) is not { } ratio) continue;
            yield return new Hypothesis(this, layer, string.Create(CultureInfo.InvariantCulture, $"{text} is {ratio:G9} times what it should be"))
            {
                Numbers = numbers => [.. numbers.Select((values, weight) => has(weight) ? Change.Times(values, ratio) : values)], IsFitted = true, IsDoubtful = true, Value = ratio,
            };
        }
    }

}
