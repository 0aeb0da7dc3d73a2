namespace Backprop.Explanations.Derivations;

/// <summary>How the gradient of one number comes about that is no weight: of an activation, an input, or another value with a name.</summary>
public sealed class ValueExplanation : NumberExplanation
{
    internal ValueExplanation(StepNumbers step, Derivation derivation)
        : base(step, derivation)
    {
    }

    private protected override string Kind => "number";
}
