using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Gave 0 to a weight that trains, or a gradient to one that does not.</summary>
internal sealed class Frozen : Mistake
{
    /// <inheritdoc/>
    public override string Code => "frozen";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // Of new weights, one that stayed as it was is another mistake: it was not updated.
        foreach (string layer in situation.Claims.All(claim => claim.IsUpdate) ? [] : situation.Layers)
        {
            int[] weights = [.. situation.WeightsOf(layer).Where(situation.IsTrained)];
            if (weights.Length > 0) yield return Zero(layer, $"The weights of {layer} get the gradient 0, as if they did not train", weights);
            if (weights.Length < 2) continue;
            foreach (int weight in weights) yield return Zero(layer, $"{situation.Weights[weight].Path} gets the gradient 0, as if it did not train", [weight]);
        }

        // Of a weight that does not train, any number but 0 is this mistake.
        foreach (ClaimedNumbers claim in situation.Claims.Where(claim => !situation.IsTrained(claim.Weight)))
        {
            double[] before = situation.Before(claim.Weight);
            yield return new Hypothesis(this, situation.LayerOf(claim.Weight), $"{claim.Path} does not train, and {(claim.IsUpdate ? "is changed" : "gets a gradient")} all the same")
            {
                Numbers = claim.IsUpdate ? null : numbers => [.. numbers.Select((values, weight) => weight == claim.Weight ? claim.Values : values)],
                Step = claim.IsUpdate ? (_, updated) => [.. updated.Select((values, weight) => weight == claim.Weight ? claim.Values : values)] : null,
            };
        }

        Hypothesis Zero(string layer, string done, int[] weights) => new(this, layer, done)
        {
            Numbers = numbers => [.. numbers.Select((values, weight) => weights.Contains(weight) ? new double[values.Length] : values)],
        };
    }

}
