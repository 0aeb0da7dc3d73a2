using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Gave a bias the δ of another layer.</summary>
internal sealed class BiasOfNextLayer : Mistake
{
    /// <inheritdoc/>
    public override string Code => "bias-of-next-layer";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int[] biases = [.. situation.Trained.Where(situation.IsBias)];
        foreach (int bias in biases)
        {
            foreach (int other in biases.Where(other => other != bias && situation.Weights[other].Shape == situation.Weights[bias].Shape))
            {
                yield return new Hypothesis(this, situation.LayerOf(bias), $"{situation.Weights[bias].Path} got the δ of {situation.LayerOf(other)}")
                {
                    Numbers = numbers => [.. numbers.Select((values, weight) => weight == bias ? numbers[other] : values)],
                };
            }
        }
    }

}
