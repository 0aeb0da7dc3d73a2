namespace Backprop.ByHand;

/// <summary>
/// The function f that a layer applies to each of its sums: a = f(z).
/// Without one (or with <see cref="Linear"/>) any number of layers is no more than one.
/// </summary>
public enum Activation
{
    /// <summary>f(z) = z, f′(z) = 1: the choice for a continuous target.</summary>
    Linear,

    /// <summary>f(z) = 1 / (1 + e⁻ᶻ), f′ = a(1 − a): between 0 and 1, so it can be read as a probability.</summary>
    Sigmoid,

    /// <summary>f(z) = max(0, z), f′ = 1 for z &gt; 0 and 0 otherwise (at z = 0 there is no derivative; 0 is chosen, as Keras does).</summary>
    Relu,

    /// <summary>f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), f′ = 1 − a²: between −1 and 1.</summary>
    Tanh,
}
