namespace Backprop.ByHand;

/// <summary>The three mistakes in the published notebooks' update, each of which can be made alone.</summary>
[Flags]
public enum PublishedDefects
{
    /// <summary>No mistake: gradient descent, written out weight by weight.</summary>
    None = 0,

    /// <summary>"Bias taken from a weight": b2 ← W2[1] + step, where b2 ← b2 + step is meant.</summary>
    BiasTakenFromWeight = 1,

    /// <summary>
    /// "Transposed first-layer indices": W1[0, 1] receives the step of W1[1, 0] (input 1, hidden unit 0), and the other way round.
    /// </summary>
    TransposedFirstLayer = 2,

    /// <summary>"Updated weight used in the chain": the steps of W1 and b1 use W2 after its update, not the W2 that made the prediction.</summary>
    UpdatedWeightInChain = 4,

    /// <summary>The update as published.</summary>
    All = BiasTakenFromWeight | TransposedFirstLayer | UpdatedWeightInChain,
}
