using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Jupyter.Rendering;

/// <summary>A tensor of one or two axes as a table; what is too wide or too long is cut in the middle.</summary>
internal static class TensorTable
{
    private const int Edge = 6;

    /// <summary>The table as HTML, or null for a tensor of other axes.</summary>
    public static string? Html(Tensor tensor)
    {
        if (tensor.Rank is not (1 or 2) || tensor.Size == 0) return null;
        int rows = tensor.Rank == 1 ? 1 : tensor.Shape[0], columns = tensor.Shape[^1];
        string caption = $"{tensor.DType.KerasName} {tensor.Shape}";
        return HtmlTable.Write([], Shown(rows).Select(row => (IReadOnlyList<string>)[.. Shown(columns).Select(column => Cell(row, column))]), caption);

        string Cell(int row, int column) => row < 0 || column < 0 ? "…" : (tensor.Rank == 1 ? tensor.GetDouble(column) : tensor.GetDouble(row, column)).ToString("G6", CultureInfo.InvariantCulture);
    }

    // The first and the last; -1 stands for those between.
    private static IEnumerable<int> Shown(int count) => count <= 2 * Edge ? Enumerable.Range(0, count) : [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(count - Edge, Edge)];
}
