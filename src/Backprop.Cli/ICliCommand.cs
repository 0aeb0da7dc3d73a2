using System.CommandLine;

namespace Backprop.Cli;

/// <summary>One command of the program: a file that reads the arguments, calls the library and shows what it returns. It contains no mathematics.</summary>
internal interface ICliCommand
{
    /// <summary>The command with its arguments and options; its description ends with an example.</summary>
    Command Create();
}
