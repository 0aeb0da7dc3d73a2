using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot the factor of an output's loss.</summary>
internal sealed class LossWeightIgnored : Mistake
{
    /// <inheritdoc/>
    public override string Code => "loss-weight-ignored";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        for (int output = 0; output < situation.Form.Outputs.Count; output++)
        {
            int index = output;
            if (situation.Compilation.WeightOf(output) != 1) yield return new Hypothesis(this, null, $"The factor of output {output}'s loss, {situation.Compilation.WeightOf(output):G6}, is left out") { Setup = setup => setup with { LossWeight = (i, weight) => i == index ? 1 : weight } };
        }

        if (situation.Form.Outputs.Count > 1) yield return new Hypothesis(this, null, "The factors of the outputs' losses are left out") { Setup = setup => setup with { LossWeight = (_, _) => 1 } };
    }

}
