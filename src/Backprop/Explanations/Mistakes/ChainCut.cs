using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Stopped the chain: weights before a layer got gradient 0.</summary>
internal sealed class ChainCut : Mistake
{
    /// <inheritdoc/>
    public override string Code => "chain-cut";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        for (int layer = 1; layer < situation.Layers.Count; layer++)
        {
            HashSet<string> before = [.. situation.Layers.Take(layer)];
            yield return new Hypothesis(this, situation.Layers[layer], $"The chain stops at {situation.Layers[layer]}: all weights before it get the gradient 0")
            {
                Numbers = numbers => [.. numbers.Select((values, weight) => before.Contains(situation.LayerOf(weight)) ? new double[values.Length] : values)],
            };
        }
    }

}
