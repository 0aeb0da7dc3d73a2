using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Counted only the last time step of a recurrent layer.</summary>
internal sealed class LastStepOnly : Mistake
{
    /// <inheritdoc/>
    public override string Code => "last-step-only";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach ((string layer, string path) in Recurrence.Layers(situation))
        {
            string done = $"Only the last time step of {layer} counts; the earlier steps add to the gradients, too";
            yield return new Hypothesis(this, layer, done) { Forward = form => Recurrence.WithEarlierStatesConstant(form, situation, path) };
            // Some stop everything but the state's own kernel.
            int[] others = [.. situation.WeightsOf(layer).Where(weight => !situation.Weights[weight].Path.EndsWith("recurrent_kernel", StringComparison.Ordinal))];
            yield return new Hypothesis(this, layer, done + ", and the input's kernel and the bias get nothing")
            {
                Forward = form => Recurrence.WithEarlierStatesConstant(form, situation, path),
                Numbers = numbers => [.. numbers.Select((values, weight) => others.Contains(weight) ? new double[values.Length] : values)],
            };
            yield return new Hypothesis(this, layer, $"Only the last time step of {layer} counts in its weights' gradients, though the chain goes on through the earlier ones") { Back = form => Recurrence.OnlyStep(form, situation, path, true) };
            yield return new Hypothesis(this, layer, $"Only the first time step of {layer} counts in its weights' gradients; all steps add to them") { Back = form => Recurrence.OnlyStep(form, situation, path, false), IsDoubtful = true };
        }
    }

}
