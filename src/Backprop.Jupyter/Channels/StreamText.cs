using System.Text;

namespace Backprop.Jupyter.Channels;

/// <summary>The console of a cell: what is written goes to the notebook.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="stream">stdout or stderr.</param>
internal sealed class StreamText(OutputChannel output, string stream) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string NewLine { get => "\n"; set => base.NewLine = value; }

    /// <inheritdoc/>
    public override void Write(char value) => output.Write(stream, [value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => output.Write(stream, buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => output.Write(stream, buffer);

    /// <inheritdoc/>
    public override void Write(string? value) => output.Write(stream, value);

    /// <inheritdoc/>
    public override void WriteLine(string? value) => output.Write(stream, value + NewLine);

    /// <inheritdoc/>
    public override void WriteLine() => output.Write(stream, NewLine);

    /// <inheritdoc/>
    public override void Flush() => output.Flush();
}
