using Backprop.Constraints;
using Backprop.Graphs;

namespace Backprop.Optimizers;

/// <summary>A weight to be trained.</summary>
/// <param name="Variable">The weight.</param>
/// <param name="Gradient">The gradient of the loss with respect to it.</param>
/// <param name="Constraint">What it must satisfy after the step, or null.</param>
public sealed record Parameter(Variable Variable, Node Gradient, Constraint? Constraint = null);
