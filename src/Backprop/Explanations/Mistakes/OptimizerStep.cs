using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Gave a momentum, Adam or other step for the gradient.</summary>
internal sealed class OptimizerStep : Mistake
{
    /// <inheritdoc/>
    public override string Code => "optimizer-step";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.HasUpdates && situation.Claims.All(claim => claim.IsUpdate)) yield break;
        string name = situation.Optimizer.GetType().Name;
        foreach ((double factor, string text) in new[] { (-1.0, "the change of the weights"), (1.0, "what is subtracted from the weights"), (1 / situation.Rate, "what is subtracted from the weights, divided by the rate") })
        {
            yield return new Hypothesis(this, null, $"This is the step of {name}, {text}, not the gradient")
            {
                Numbers = gradients => [.. situation.Step(gradients).Select((after, weight) => situation.Before(weight).Zip(after, (before, next) => factor * (before - next)).ToArray())],
            };
        }

        // An optimizer that the model was not compiled with, in its first step: Adam's is the sign of the gradient.
        foreach (double factor in new[] { 1.0, -1.0, situation.Rate, -situation.Rate, 0.001, -0.001, 0.01, -0.01 })
        {
            yield return new Hypothesis(this, null, FormattableString.Invariant($"This is a first step of Adam, which has the size {Math.Abs(factor):G6} wherever the gradient is not 0, not the gradient"))
            {
                Numbers = gradients => [.. gradients.Select(values => Array.ConvertAll(values, value => factor * value / (Math.Abs(value) + 1e-7)))], IsDoubtful = true,
            };
        }
    }

}
