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

    /// <summary>One line, as it stands: not wrapped, not coloured. Control characters of the user's own input are made visible.</summary>
    public static void Line(string line = "") => System.Console.Out.WriteLine(Visible(line));

    /// <summary>A heading: coloured in a terminal, between empty lines everywhere.</summary>
    public static void Heading(string text)
    {
        Line();
        if (IsPlain) Line(text);
        else Console.MarkupLine($"[bold deepskyblue1]{Markup.Escape(Visible(text))}[/]");
        Line();
    }

    /// <summary>Text, broken between words into lines that fit.</summary>
    public static void Paragraph(string text)
    {
        var line = new System.Text.StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Math.Min(Width, 100))
            {
                Line(line.ToString());
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        Line(line.ToString());
    }

    /// <summary>One sentence on standard error. Control characters of the user's own input are made visible, so that a file name cannot paint the terminal.</summary>
    public static void Error(string sentence) => System.Console.Error.WriteLine(Visible(sentence));

    private static string Visible(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var visible = new System.Text.StringBuilder();
        foreach (char letter in text) visible.Append(char.IsControl(letter) && letter != '\n' ? $"\\x{(int)letter:x2}" : letter.ToString());
        return visible.ToString();
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
