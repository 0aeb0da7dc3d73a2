using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>log₂ or log₁₀ for ln.</summary>
internal sealed class WrongLogarithm : Mistake
{
    /// <inheritdoc/>
    public override string Code => "wrong-logarithm";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.Losses.Any(Change.HasLogarithm)) return [];
        return Change.Scale(this, situation, 1 / Math.Log(2), "The loss is taken with the logarithm to base 2 where it has the natural one")
            .Concat(Change.Scale(this, situation, 1 / Math.Log(10), "The loss is taken with the logarithm to base 10 where it has the natural one"));
    }

}
