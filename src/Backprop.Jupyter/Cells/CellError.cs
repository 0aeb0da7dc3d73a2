namespace Backprop.Jupyter.Cells;

/// <summary>Why a cell failed, as the notebook shows it.</summary>
/// <param name="Name">The kind: the exception's name, or <c>CompilationError</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Lines">The whole text: the sentence, and the lines of the user's cells that led to it.</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Lines)
{
    /// <summary>A failure that is told in one sentence.</summary>
    public static CellError Of(string name, string message) => new(name, message, [$"{name}: {message}"]);
}
