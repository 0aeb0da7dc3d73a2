namespace Backprop.Apps.Tests.Notebooks;

/// <summary>A cell: text to read in Markdown, or code to run.</summary>
internal sealed record NotebookCell(bool IsCode, string Text);
