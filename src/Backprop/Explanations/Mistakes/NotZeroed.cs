using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Added the previous gradient, or counted it twice.</summary>
internal sealed class NotZeroed : Mistake
{
    /// <inheritdoc/>
    public override string Code => "not-zeroed";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        yield return Twice(null, "Every gradient is counted twice: the sum was not set to 0 before it", [.. situation.Trained]);
        foreach (string layer in situation.Layers)
        {
            int[] weights = [.. situation.WeightsOf(layer).Where(situation.IsTrained)];
            if (weights.Length > 0) yield return Twice(layer, $"The gradients of {layer} are counted twice: the sum was not set to 0 before them", weights);
            if (weights.Length > 1)
            {
                foreach (int weight in weights) yield return Twice(layer, $"The gradient of {situation.Weights[weight].Path} is counted twice: the sum was not set to 0 before it", [weight]);
            }
        }

        int rows = situation.Rows;
        if (rows is < 2 or > 1000) yield break;
        // A sum that is kept from row to row: the first row counts in every step after it.
        foreach ((double share, string text) in new[] { (1.0, ""), (1.0 / rows, ", and divided by the rows once more"), (rows, ", undivided") })
        {
            yield return new Hypothesis(this, null, $"The sums of all rows so far are added up again with each row, so that the first row counts {rows} times and the last once{text}")
            {
                Setup = setup => setup with { RowFactors = [.. Enumerable.Range(0, rows).Select(row => share * (rows - row))] },
            };
        }

        Hypothesis Twice(string? layer, string done, int[] weights) => new(this, layer, done)
        {
            Numbers = numbers => [.. numbers.Select((values, weight) => weights.Contains(weight) ? Change.Times(values, 2) : values)], Value = 2, IsDoubtful = layer is not null,
        };
    }

}
