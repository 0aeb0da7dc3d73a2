namespace Backprop.Cli;

/// <summary>Input that a command cannot use, told in one sentence: what is wrong, where, and what to do.</summary>
internal sealed class BadInputException(string message) : Exception(message);
