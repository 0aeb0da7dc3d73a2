namespace Backprop.Operations;

/// <summary>
/// What random numbers are drawn for. Together with a step it is the whole key: equal origins and steps give equal numbers, run after run,
/// on any number of threads; an origin that differs in any part gives unrelated ones.
/// </summary>
/// <param name="Seed">The seed of the whole program.</param>
/// <param name="Purpose">What the numbers are for, such as dropout.</param>
/// <param name="Layer">The layer that draws them.</param>
/// <param name="Call">Which of that layer's draws.</param>
public readonly record struct RandomOrigin(long Seed, int Purpose = 0, int Layer = 0, int Call = 0);
