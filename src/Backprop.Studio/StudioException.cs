namespace Backprop.Studio;

/// <summary>Something is wrong with what was asked for; the message is one sentence for the person who asked.</summary>
internal sealed class StudioException(string message) : Exception(message);
