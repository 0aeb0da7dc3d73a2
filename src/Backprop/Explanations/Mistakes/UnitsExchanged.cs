using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Exchanged two units, or two layers of equal shape.</summary>
internal sealed class UnitsExchanged : Mistake
{
    /// <inheritdoc/>
    public override string Code => "units-exchanged";

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (string layer in situation.Layers)
        {
            ClaimedNumbers[] claims = [.. situation.Claims.Where(claim => situation.LayerOf(claim.Weight) == layer)];
            foreach ((int units, int first, int second) in claims.SelectMany(claim => Pairs(situation, claim, current)).Distinct().Take(20).ToArray())
            {
                // All weights of the layer together, and each by itself.
                int[] all = [.. situation.WeightsOf(layer).Where(weight => situation.Weights[weight].Shape[-1] == units)];
                foreach (int[] some in new[] { all }.Concat(claims.Where(claim => all.Contains(claim.Weight)).Select(claim => new[] { claim.Weight })))
                {
                    yield return new Hypothesis(this, layer, $"Units {first} and {second} of {layer} are exchanged")
                    {
                        Numbers = numbers => [.. numbers.Select((values, weight) => some.Contains(weight) ? Change.Swap(values, units, first, second) : values)],
                    };
                }
            }

            foreach (ClaimedNumbers claim in claims.Where(claim => claim.Shape.Length == 2))
            {
                foreach ((int first, int second) in RowPairs(claim, current)) yield return Change.Of(this, situation, claim.Weight, $"Inputs {first} and {second} of {claim.Path} are exchanged", values => Change.SwapRows(values, claim.Shape[1], first, second));
            }
        }

        for (int a = 0; a < situation.Layers.Count; a++)
        {
            for (int b = a + 1; b < situation.Layers.Count; b++)
            {
                int[] first = [.. situation.WeightsOf(situation.Layers[a])], second = [.. situation.WeightsOf(situation.Layers[b])];
                if (first.Length != second.Length || first.Zip(second).Any(pair => situation.Weights[pair.First].Shape != situation.Weights[pair.Second].Shape)) continue;
                yield return new Hypothesis(this, situation.Layers[b], $"The layers {situation.Layers[a]} and {situation.Layers[b]}, which have equal shapes, are exchanged")
                {
                    Numbers = numbers =>
                    {
                        double[][] result = [.. numbers];
                        foreach ((int one, int other) in first.Zip(second)) (result[one], result[other]) = (numbers[other], numbers[one]);
                        return result;
                    },
                };
            }
        }

        foreach (int a in situation.Trained)
        {
            foreach (int b in situation.Trained.Where(b => b > a && situation.LayerOf(b) != situation.LayerOf(a) && situation.Weights[b].Shape == situation.Weights[a].Shape))
            {
                yield return new Hypothesis(this, situation.LayerOf(b), $"The gradients of {situation.Weights[a].Path} and {situation.Weights[b].Path} are exchanged")
                {
                    Numbers = numbers => [.. numbers.Select((values, weight) => weight == a ? numbers[b] : weight == b ? numbers[a] : values)],
                };
            }
        }
    }


    /// <summary>The pairs of units whose numbers would be right if they were exchanged.</summary>
    private static IEnumerable<(int Units, int First, int Second)> Pairs(Situation situation, ClaimedNumbers claim, State current)
    {
        if (claim.Shape.Length == 0) yield break;
        int units = claim.Shape[^1];
        double[] now = claim.In(current);
        int[] wrong = [.. Enumerable.Range(0, units).Where(unit => Enumerable.Range(0, now.Length / units).Any(row => Math.Abs(now[row * units + unit] - claim.Values[row * units + unit]) > 1e-4 * Math.Abs(now[row * units + unit])))];
        if (wrong.Length is < 2 or > 8) yield break;
        for (int i = 0; i < wrong.Length; i++)
        {
            for (int j = i + 1; j < wrong.Length; j++) yield return (units, wrong[i], wrong[j]);
        }
    }

    private static IEnumerable<(int First, int Second)> RowPairs(ClaimedNumbers claim, State current)
    {
        double[] now = claim.In(current);
        int units = claim.Shape[1];
        int[] wrong = [.. Enumerable.Range(0, claim.Shape[0]).Where(row => Enumerable.Range(0, units).Any(unit => Math.Abs(now[row * units + unit] - claim.Values[row * units + unit]) > 1e-4 * Math.Abs(now[row * units + unit])))];
        return wrong.Length == 2 ? [(wrong[0], wrong[1])] : [];
    }
}
