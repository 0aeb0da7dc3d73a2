using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>A variable and the expression of its next value. All updates of a step read the old values and are applied together.</summary>
/// <param name="Variable">What changes.</param>
/// <param name="Value">The next value, of the variable's type.</param>
public readonly record struct Update(Variable Variable, Node Value);
