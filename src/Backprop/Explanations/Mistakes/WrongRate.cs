using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used another learning rate.</summary>
internal sealed class WrongRate : Mistake
{
    /// <inheritdoc/>
    public override string Code => "wrong-rate";

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.HasUpdates) yield break;
        var scopes = new List<(string? Layer, string Text, Func<int, bool> Has)> { (null, "", _ => true) };
        scopes.AddRange(situation.Layers.Select(layer => ((string?)layer, $" for {layer}", (Func<int, bool>)(weight => situation.LayerOf(weight) == layer))));
        foreach (ClaimedNumbers claim in situation.Claims.Where(claim => claim.IsUpdate)) scopes.Add((situation.LayerOf(claim.Weight), $" for {claim.Path}", weight => weight == claim.Weight));
        foreach ((string? layer, string text, Func<int, bool> has) in scopes)
        {
            if (Change.Ratio(situation, current, has, true) is not { } ratio || ratio < 0) continue;
            double rate = situation.Rate * ratio;
            yield return new Hypothesis(this, layer, FormattableString.Invariant($"The learning rate {rate:G6} is used{text}, where it is {situation.Rate:G6}"))
            {
                IsFitted = true, Value = rate,
                Step = (_, updated) => [.. updated.Select((after, weight) => has(weight) ? situation.Before(weight).Zip(after, (before, next) => before + ratio * (next - before)).ToArray() : after)],
            };
        }
    }

}
