using Backprop.Explanations.Auditing;
using Backprop.Losses;

namespace Backprop.Explanations.Mistakes;

/// <summary>The square differentiated for half the square, or the other way round: everything times 2 or ½.</summary>
internal sealed class FactorTwo : Mistake
{
    /// <inheritdoc/>
    public override string Code => "factor-two";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // Only squares invite it; elsewhere a factor 2 has likelier causes.
        bool isSquare = situation.Losses.All(loss => loss is MeanSquaredError);
        foreach (double factor in new[] { 2, 0.5 })
        {
            string done = factor == 2 ? "Everything is twice as large as it should be, as if (y − ŷ)² were differentiated where the loss is half of it" : "Everything is half of what it should be, as if ½(y − ŷ)² were differentiated where the loss is (y − ŷ)²";
            foreach (Hypothesis one in Change.Scale(this, situation, factor, done)) yield return one with { IsDoubtful = !isSquare };
        }
    }

}
