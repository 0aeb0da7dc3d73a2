namespace Backprop.ByHand;

/// <summary>How wrong a prediction ŷ is when y was right.</summary>
public enum Loss
{
    /// <summary>L = (y − ŷ)², for a continuous target; ∂L/∂ŷ = 2(ŷ − y).</summary>
    SquaredError,

    /// <summary>L = −y ln ŷ − (1 − y) ln(1 − ŷ), for a target of 0 or 1 and a prediction between them; ∂L/∂ŷ = (ŷ − y) / (ŷ(1 − ŷ)).</summary>
    BinaryCrossEntropy,
}
