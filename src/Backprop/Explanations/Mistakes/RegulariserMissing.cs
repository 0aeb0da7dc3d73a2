using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot the penalty on weights.</summary>
internal sealed class RegulariserMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "regulariser-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.Penalties is not { } penalties) yield break;
        yield return Without(null, "The penalty on the weights is left out of the gradient", _ => true);
        int[] penalized = [.. situation.Trained.Where(weight => penalties[weight].Any(value => value != 0))];
        if (penalized.Length < 2) yield break;
        foreach (int weight in penalized) yield return Without(situation.LayerOf(weight), $"The penalty on {situation.Weights[weight].Path} is left out of its gradient", one => one == weight);

        Hypothesis Without(string? layer, string done, Func<int, bool> has) => new(this, layer, done)
        {
            IsOfPenalty = true,
            Numbers = numbers => [.. numbers.Select((values, weight) => has(weight) ? values.Zip(penalties[weight], (value, penalty) => value - penalty).ToArray() : values)],
        };
    }

}
