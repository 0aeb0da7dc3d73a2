namespace Backprop.Explanations.Invariants;

/// <summary>Something that holds of every right gradient, so that it can be looked at without knowing the right numbers.</summary>
/// <param name="Name">"symmetry", "bias", "softmax", "loss-scale" or "dead-units".</param>
/// <param name="Where">The layer, or what it is about.</param>
/// <param name="Statement">What must hold, in a sentence.</param>
/// <param name="Left">One side, as a number.</param>
/// <param name="Right">The other side.</param>
/// <param name="Holds">Whether the two sides are equal to rounding.</param>
public sealed record Invariant(string Name, string Where, string Statement, double Left, double Right, bool Holds);
