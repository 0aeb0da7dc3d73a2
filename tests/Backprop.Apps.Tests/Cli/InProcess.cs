using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>Runs the command line within the tests' own process: quick, for the many ways in which arguments and files can be wrong.</summary>
internal static class InProcess
{
    private static readonly Lock s_console = new();

    public static ShellResult Run(params string[] arguments)
    {
        lock (s_console)
        {
            (TextWriter output, TextWriter errors) = (Console.Out, Console.Error);
            using var written = new StringWriter();
            using var complained = new StringWriter();
            try
            {
                Console.SetOut(written);
                Console.SetError(complained);
                int code = Backprop.Cli.CommandLine.Run(arguments, CancellationToken.None);
                return new ShellResult(code, written.ToString(), complained.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(errors);
            }
        }
    }
}
