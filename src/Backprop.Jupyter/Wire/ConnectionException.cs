namespace Backprop.Jupyter.Wire;

/// <summary>The kernel cannot connect as it was asked to; the message is for the user.</summary>
internal sealed class ConnectionException(string message) : Exception(message);
