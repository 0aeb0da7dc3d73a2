namespace Backprop.Cli;

/// <summary>What the program returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The program itself went wrong; from a check, that it found a mistake.</summary>
    public const int Failure = 1;

    /// <summary>The user's input cannot be used: arguments, files, data.</summary>
    public const int BadInput = 2;

    /// <summary>A check could not be decided.</summary>
    public const int CannotTell = 3;

    /// <summary>Stopped with Ctrl+C, as shells report it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
