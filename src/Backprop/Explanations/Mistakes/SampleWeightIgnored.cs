using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot the samples' weights.</summary>
internal sealed class SampleWeightIgnored : Mistake
{
    /// <inheritdoc/>
    public override string Code => "sample-weight-ignored";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.Data.Weights.Count == 0) yield break;
        yield return new Hypothesis(this, null, "The samples' weights are left out: all rows count the same") { Setup = setup => setup with { Weighted = false } };
        double total = situation.Data.Weights[0].ToArray<double>().Sum();
        // Divided by the weights' sum instead of the number of rows.
        if (total > 0) yield return new Hypothesis(this, null, "The weighted sum is divided by the sum of the weights, where Keras divides by the number of rows") { Numbers = numbers => [.. numbers.Select(values => Change.Times(values, situation.Rows / total))], IsDoubtful = true };
    }

}
