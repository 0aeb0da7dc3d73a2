namespace Backprop.Jupyter.Cells;

/// <summary>How a cell ended.</summary>
/// <param name="Value">The value of its last expression, or null.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="IsInterrupted">Whether the user stopped it.</param>
internal sealed record CellOutcome(object? Value, CellError? Error, bool IsInterrupted = false);
