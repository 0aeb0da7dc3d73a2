namespace Backprop.Optimizers;

/// <summary>A number that an optimizer keeps for every number of every weight: a momentum, a mean of squares.</summary>
/// <param name="Name">The name in formulas and files, for example "momentum".</param>
/// <param name="Initial">Its start. Default 0.</param>
/// <param name="Group">
/// Its place in Keras' order of saving: the slots of one group are saved weight by weight (momentum and velocity of the first, then of the second),
/// group after group. Default 0.
/// </param>
public sealed record Slot(string Name, double Initial = 0, int Group = 0);
