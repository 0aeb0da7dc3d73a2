namespace Backprop.Optimizers;

/// <summary>A number that an optimizer keeps for every number of every weight: a momentum, a mean of squares.</summary>
/// <param name="Name">The name in formulas and files, for example "momentum".</param>
/// <param name="Initial">Its start. Default 0.</param>
public sealed record Slot(string Name, double Initial = 0);
