namespace Backprop.Explanations.Auditing;

/// <summary>What is claimed of one weight: its gradient, or its value after the update.</summary>
/// <param name="Weight">The weight's place in the model.</param>
/// <param name="Path">The weight's path.</param>
/// <param name="IsUpdate">Whether these are new weights rather than gradients.</param>
/// <param name="Values">The numbers, row by row.</param>
internal sealed record ClaimedNumbers(int Weight, string Path, bool IsUpdate, double[] Values)
{
    /// <summary>How the weight's numbers are laid out.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Half a unit of the last decimal that the claim writes; 0 where it writes all.</summary>
    public double Quantum { get; init; }

    /// <summary>The significant digits that the claim writes; 17 where it writes all.</summary>
    public int Digits { get; init; } = 17;

    /// <summary>By how much numbers may differ by rounding alone: of the computation, and of the claim.</summary>
    public double Noise { get; set; }

    /// <summary>The numbers of a state that are claimed here.</summary>
    public double[] In(State state) => IsUpdate ? state.Updated![Weight] : state.Gradients[Weight];
}
