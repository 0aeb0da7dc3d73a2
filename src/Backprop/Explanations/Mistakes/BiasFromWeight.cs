using Backprop.Explanations.Auditing;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Wrote b = w − rate·g.</summary>
internal sealed class BiasFromWeight : Mistake
{
    /// <inheritdoc/>
    public override string Code => "bias-from-weight";

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (ClaimedNumbers claim in situation.Claims.Where(claim => claim.IsUpdate && situation.IsBias(claim.Weight) && situation.IsTrained(claim.Weight)))
        {
            double[] before = situation.Before(claim.Weight), now = claim.In(current);
            int length = now.Length;
            // What the bias was taken to be before the step.
            double[] start = [.. claim.Values.Select((value, i) => value - (now[i] - before[i]))];
            if (start.Zip(before).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9)) continue;
            foreach (int weight in situation.Trained.Where(weight => weight != claim.Weight))
            {
                foreach ((double[] values, string when) in new[] { (situation.Before(weight), ""), (current.Updated![weight], " after its own step") })
                {
                    if (Find(values, situation.Weights[weight].Shape, start, claim) is not { } place) continue;
                    double[] source = [.. Enumerable.Range(0, length).Select(i => values[place.First + i * place.Stride])];
                    yield return new Hypothesis(this, situation.LayerOf(claim.Weight), $"{claim.Path} is set to {situation.Weights[weight].Path}{when} minus the step, where it must be the bias minus the step")
                    {
                        IsFitted = true,
                        Step = (_, updated) => [.. updated.Select((next, one) => one == claim.Weight ? next.Select((value, i) => value - before[i] + source[i]).ToArray() : next)],
                    };
                }
            }
        }
    }


    /// <summary>Where numbers stand in a weight: in a row, a column, or one after another.</summary>
    private static (int First, int Stride)? Find(double[] values, Shape shape, double[] wanted, ClaimedNumbers claim)
    {
        double allowed = Math.Max(2 * claim.Quantum, 1e-6 * wanted.Select(Math.Abs).DefaultIfEmpty(0).Max());
        foreach (int stride in shape.Rank > 1 ? new[] { 1, shape[^1] } : [1])
        {
            for (int first = 0; first + (wanted.Length - 1) * stride < values.Length; first++)
            {
                bool fits = true;
                for (int i = 0; i < wanted.Length && fits; i++) fits = Math.Abs(values[first + i * stride] - wanted[i]) <= allowed;
                if (fits) return (first, stride);
            }
        }

        return null;
    }
}
