namespace Backprop.Jupyter.Wire;

/// <summary>Frames that are no message: dropped, and logged with this message.</summary>
internal sealed class WireException(string message) : Exception(message);
