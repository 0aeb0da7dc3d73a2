using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>A new value for a variable, computed from the values before the step. All updates of a run are applied together, at its end.</summary>
/// <param name="Variable">What changes.</param>
/// <param name="Value">The new value: of the variable's type and shape.</param>
public readonly record struct Update(Variable Variable, Node Value);
