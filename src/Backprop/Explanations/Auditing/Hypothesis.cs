using Backprop.Explanations.Mistakes;

namespace Backprop.Explanations.Auditing;

/// <summary>A mistake at a place: another way to compute the gradient or the update, whose numbers are compared with those claimed.</summary>
/// <param name="Mistake">What kind of mistake.</param>
/// <param name="Layer">The layer where it was made; null for everywhere.</param>
/// <param name="Done">What the writer did, as a clause with a subject and without a full stop.</param>
internal sealed record Hypothesis(Mistake Mistake, string? Layer, string Done)
{
    /// <summary>Another set-up of the step.</summary>
    public Func<StepSetup, StepSetup>? Setup { get; init; }

    /// <summary>Another forward pass.</summary>
    public Func<StepForm, StepForm>? Forward { get; init; }

    /// <summary>Another way back.</summary>
    public Func<StepForm, ChainEdit?>? Back { get; init; }

    /// <summary>Other numbers of the gradients, weight by weight in the order of the model.</summary>
    public Func<double[][], double[][]>? Numbers { get; init; }

    /// <summary>Other numbers of the new weights, from the gradients and the right step from them.</summary>
    public Func<double[][], double[][], double[][]>? Step { get; init; }

    /// <summary>Whether the numbers were made to fit the claim, so that a fit alone says less.</summary>
    public bool IsFitted { get; init; }

    /// <summary>A number that says how large the mistake is: a ratio, a rate; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Lower is preferred among those that give the same numbers.</summary>
    public int Rank => Mistake.Order + (IsDoubtful ? 1000 : 0) + (IsFitted ? 10 : 0);

    /// <summary>Whether another explanation with the same numbers is to be preferred wherever it stands in the catalogue.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>Whether it changes the penalty's share of the gradient, before anything is done with the sum.</summary>
    public bool IsOfPenalty { get; init; }

    /// <summary>Whether only numbers change, so that trying it costs little.</summary>
    public bool IsCheap => Setup is null && Forward is null && Back is null;
}

/// <summary>The numbers that follow from some mistakes together.</summary>
/// <param name="Mistakes">The mistakes; none for the right numbers.</param>
/// <param name="Gradients">The gradient of every weight of the model.</param>
/// <param name="Updated">The new weights, when the claim names some.</param>
internal sealed record State(IReadOnlyList<Hypothesis> Mistakes, double[][] Gradients, double[][]? Updated)
{
    /// <summary>The gradients before mistakes that only change numbers.</summary>
    public required double[][] Derived { get; init; }
}
