using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Put ½ into the penalty, or left it out.</summary>
internal sealed class RegulariserHalf : Mistake
{
    /// <inheritdoc/>
    public override string Code => "regulariser-half";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.Penalties is not { } penalties) yield break;
        foreach (double factor in new[] { 0.5, 2, 1.0 / situation.Rows, situation.Rows })
        {
            string done = factor switch { 0.5 => "The penalty on the weights is halved: it is λw², whose derivative is 2λw", 2 => "The penalty on the weights is doubled", < 1 => "The penalty on the weights is divided by the number of rows", _ => "The penalty on the weights is added for every row" };
            yield return new Hypothesis(this, null, done)
            {
                IsOfPenalty = true,
                Numbers = numbers => [.. numbers.Select((values, weight) => values.Zip(penalties[weight], (value, penalty) => value + (factor - 1) * penalty).ToArray())], Value = factor,
            };
        }
    }

}
