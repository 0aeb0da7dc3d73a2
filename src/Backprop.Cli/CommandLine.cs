using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Backprop.Cli.Output;
using Backprop.Vocabulary;

namespace Backprop.Cli;

/// <summary>
/// Reads the arguments and runs a command. Whatever is wrong with the user's input ends as one sentence on standard error and exit code 2;
/// Ctrl+C asks the command to stop, which it does with a usable state, and ends with 130.
/// </summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void Interrupt(object? sender, ConsoleCancelEventArgs e)
        {
            // The first time, let the command finish its step; the second time, the system's own way.
            e.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            return Run(arguments, Commands.All(stop.Token), stop.Token);
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }

    private static int Run(string[] arguments, IEnumerable<ICliCommand> commands, CancellationToken cancellation)
    {
        var root = new RootCommand("Deep learning in which every number of backpropagation can be seen, derived and checked.\n\nExample: backprop tour");
        foreach (ICliCommand command in commands) root.Add(command.Create());
        if (root.Options.OfType<HelpOption>().FirstOrDefault()?.Action is HelpAction help) help.MaxWidth = Math.Max(60, Terminal.Width);
        ParseResult parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            Terminal.Error(Sentence(parsed, root));
            return ExitCodes.BadInput;
        }

        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            return cancellation.IsCancellationRequested ? ExitCodes.Interrupted : code;
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("Stopped.");
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (IsAboutTheInput(error))
        {
            Terminal.Error(Message(error));
            return ExitCodes.BadInput;
        }
        catch (Exception error)
        {
            Terminal.Error($"Something went wrong inside backprop ({error.GetType().Name}: {error.Message}). Please report it with the command; BACKPROP_DEBUG=1 shows where it happened.");
            if (Environment.GetEnvironmentVariable("BACKPROP_DEBUG") == "1") Console.Error.WriteLine(error);
            return ExitCodes.Failure;
        }
    }

    /// <summary>Errors whose message is written for the user. The library's own tell what was received, what was expected and what to do.</summary>
    private static bool IsAboutTheInput(Exception error) =>
        error is BadInputException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException or FormatException
        || error.GetType().Namespace?.StartsWith("Backprop", StringComparison.Ordinal) == true;

    /// <summary>The message without the name of a C# parameter, which .NET appends and which says nothing to the user of a command line.</summary>
    private static string Message(Exception error)
    {
        string appended = error is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return appended.Length > 0 && error.Message.EndsWith(appended, StringComparison.Ordinal) ? error.Message[..^appended.Length] : error.Message;
    }

    private static string Sentence(ParseResult parsed, RootCommand root)
    {
        ParseError first = parsed.Errors[0];
        Command command = parsed.CommandResult.Command;
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault();
        string help = $"backprop {(command is RootCommand ? "" : command.Name + " ")}--help";
        if (unknown is null) return $"{first.Message.TrimEnd('.')}{(first.Message.EndsWith('?') ? "" : ".")} See {help}.";
        IEnumerable<string> known = command is RootCommand ? root.Subcommands.Select(sub => sub.Name) : command.Options.Select(option => option.Name);
        string what = unknown.StartsWith('-') ? $"{(command is RootCommand ? "backprop" : $"backprop {command.Name}")} has no option {unknown}" : command is RootCommand ? $"There is no command {unknown}" : $"{unknown} is one argument too many";
        string? nearest = KerasNames.Nearest(unknown, known);
        return nearest is null ? $"{what}. See {help}." : $"{what}. Did you mean {nearest}? See {help}.";
    }
}
