using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used moving averages where training uses the batch's own.</summary>
internal sealed class InferenceStatistics : Mistake
{
    /// <inheritdoc/>
    public override string Code => "inference-statistics";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.Weights.Any(weight => weight.Path.EndsWith("moving_mean", StringComparison.Ordinal))) return [];
        return [new Hypothesis(this, null, "The moving averages are used for mean and variance; training uses those of the batch itself") { Setup = setup => setup with { Training = false } }];
    }

}
