using Spectre.Console;

namespace Backprop.Cli.Output;

/// <summary>
/// Where commands write. In a terminal with colours, tables and bars; in a pipe, a file, with NO_COLOR or TERM=dumb, as plain lines.
/// </summary>
internal static class Terminal
{
    /// <summary>Whether output goes to somebody who reads plain lines.</summary>
    public static bool IsPlain { get; } =
        System.Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") is "dumb";

    /// <summary>The columns that a line may have.</summary>
    public static int Width { get; } = IsPlain ? 100 : Math.Clamp(TerminalColumns(), 40, 160);

    /// <summary>The console to draw on.</summary>
    public static IAnsiConsole Console { get; } = Create();

    /// <summary>One sentence on standard error. Control characters of the user's own input are made visible, so that a file name cannot paint the terminal.</summary>
    public static void Error(string sentence)
    {
        var visible = new System.Text.StringBuilder();
        foreach (char letter in sentence) visible.Append(char.IsControl(letter) && letter != '\n' ? $"\\x{(int)letter:x2}" : letter.ToString());
        System.Console.Error.WriteLine(visible.ToString());
    }

    private static IAnsiConsole Create()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = IsPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = IsPlain ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(System.Console.Out),
        });
        console.Profile.Width = Width;
        return console;
    }

    private static int TerminalColumns()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
