using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>δxᵀ for xδᵀ: two axes of a weight's gradient exchanged.</summary>
internal sealed class Transposed : Mistake
{
    /// <inheritdoc/>
    public override string Code => "transposed";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int[] matrices = [.. situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank >= 2)];
        int[] square = [.. matrices.Where(weight => situation.Weights[weight].Shape is var shape && shape[-1] == shape[-2])];
        if (square.Length > 1) yield return Exchange(null, $"All square kernels are transposed: their layout, (units, inputs) for (inputs, units), is all that differs", square, -2, -1);
        foreach (int weight in matrices)
        {
            int rank = situation.Weights[weight].Shape.Rank;
            for (int a = rank - 2; a >= 0; a--)
            {
                for (int b = rank - 1; b > a; b--)
                {
                    if (situation.Weights[weight].Shape[a] == situation.Weights[weight].Shape[b]) yield return Exchange(situation.LayerOf(weight), $"The gradient of {situation.Weights[weight].Path} is transposed, as if δxᵀ stood where xδᵀ belongs", [weight], a, b);
                }
            }
        }

        Hypothesis Exchange(string? layer, string done, int[] weights, int a, int b) => new(this, layer, done)
        {
            Numbers = numbers => [.. numbers.Select((values, weight) => weights.Contains(weight) ? Change.Exchange(values, situation.Weights[weight].Shape, a, b) : values)],
        };
    }

}
