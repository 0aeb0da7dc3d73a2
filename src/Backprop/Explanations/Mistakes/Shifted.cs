using Backprop.Explanations.Auditing;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>An index off by one: entries rolled.</summary>
internal sealed class Shifted : Mistake
{
    /// <inheritdoc/>
    public override string Code => "shifted";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (int weight in situation.Trained)
        {
            Shape shape = situation.Weights[weight].Shape;
            foreach (int by in new[] { 1, -1 })
            {
                for (int axis = 0; axis < shape.Rank; axis++)
                {
                    int along = axis;
                    yield return Change.Of(this, situation, weight, $"The entries of {situation.Weights[weight].Path} are shifted by one along axis {axis}: an index is off by one", values => Change.Roll(values, shape, along, by));
                }

                if (shape.Rank > 1) yield return Change.Of(this, situation, weight, $"The entries of {situation.Weights[weight].Path} are shifted by one: an index is off by one", values => Change.Roll(values, [values.Length], 0, by));
            }
        }

        foreach (string layer in situation.Layers)
        {
            int[] weights = [.. situation.WeightsOf(layer).Where(situation.IsTrained)];
            if (weights.Length < 2 || weights.Any(weight => situation.Weights[weight].Shape[-1] != situation.Weights[weights[0]].Shape[-1])) continue;
            foreach (int by in new[] { 1, -1 })
            {
                yield return new Hypothesis(this, layer, $"The units of {layer} are shifted by one: an index is off by one")
                {
                    Numbers = numbers => [.. numbers.Select((values, weight) => weights.Contains(weight) ? Change.Roll(values, situation.Weights[weight].Shape, situation.Weights[weight].Shape.Rank - 1, by) : values)],
                };
            }
        }
    }

}
