using System.CommandLine;
using System.Text;
using Backprop.Formats;

namespace Backprop.Cli.Output;

/// <summary>The option <c>--svg</c>: the same as a picture in a file, besides what the command prints.</summary>
/// <param name="force">The option that lets an existing file be replaced.</param>
internal sealed class PictureOutput(Option<bool> force)
{
    private readonly Option<string?> _svg = new("--svg") { Description = "Draw it, too: the picture is written to this file, name.svg." };

    /// <summary>With an option of its own to replace a file.</summary>
    public PictureOutput()
        : this(OutputFile.ForceOption())
    {
    }

    public void AddTo(Command command)
    {
        command.Add(_svg);
        if (!command.Options.Contains(force)) command.Add(force);
    }

    /// <summary>Refuses a file that cannot be written, before the work begins.</summary>
    public void Check(ParseResult parsed, string? input = null)
    {
        if (parsed.GetValue(_svg) is not { } file) return;
        if (!file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"The picture is written to a file whose name ends in .svg, not {Path.GetFileName(file)}.");
        OutputFile.Check(file, parsed.GetValue(force), input);
    }

    /// <summary>Draws, if it was asked for.</summary>
    public void Write(ParseResult parsed, Func<string> svg)
    {
        if (parsed.GetValue(_svg) is { } file) AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(svg())));
    }
}
