using System.Globalization;
using System.Text;

namespace Backprop.Tensors;

public sealed partial class Tensor
{
    private const int MostNumbersInText = 1000;
    private const int EdgeEntries = 3;

    /// <summary>
    /// The type, the shape and the numbers, to at most eight digits and aligned, as NumPy lays them out:
    /// <c>float32 (2, 2)</c>, then <c>[[0.1   0]</c> and <c> [  2 0.5]]</c>. Of a tensor of more than 1,000 numbers, each
    /// longer axis shows its first and last three entries.
    /// </summary>
    public override string ToString()
    {
        if (Rank == 0) return $"{Type} {NumberText(0)}";
        if (Size == 0) return $"{Type} []";
        bool isShortened = Size > MostNumbersInText;
        var words = new Dictionary<int, string>();
        foreach (int place in Places(0, 0, isShortened)) words[place] = NumberText(place);
        var text = new StringBuilder($"{Type}\n");
        AppendAxis(text, 0, 0, words, words.Values.Max(word => word.Length), isShortened);
        return text.ToString();
    }

    /// <summary>The entries of an axis that are shown; −1 stands for those left out.</summary>
    private IEnumerable<int> Entries(int axis, bool isShortened)
    {
        int length = Shape[axis];
        return isShortened && length > 2 * EdgeEntries
            ? [.. Enumerable.Range(0, EdgeEntries), -1, .. Enumerable.Range(length - EdgeEntries, EdgeEntries)]
            : Enumerable.Range(0, length);
    }

    private IEnumerable<int> Places(int axis, int start, bool isShortened) => axis == Rank
        ? [start]
        : Entries(axis, isShortened).Where(entry => entry >= 0).SelectMany(entry => Places(axis + 1, (start * Shape[axis]) + entry, isShortened));

    private void AppendAxis(StringBuilder text, int axis, int start, Dictionary<int, string> words, int width, bool isShortened)
    {
        bool isRow = axis == Rank - 1, isFirst = true;
        text.Append('[');
        foreach (int entry in Entries(axis, isShortened))
        {
            // Rows stand one below another, as far in as they are deep; tables are parted by an empty line.
            if (!isFirst) text.Append(isRow ? " " : new string('\n', Rank - 1 - axis) + new string(' ', axis + 1));
            isFirst = false;
            if (entry < 0) text.Append("...");
            else if (isRow) text.Append(words[(start * Shape[axis]) + entry].PadLeft(width));
            else AppendAxis(text, axis + 1, (start * Shape[axis]) + entry, words, width, isShortened);
        }

        text.Append(']');
    }

    private string NumberText(int place) => DType switch
    {
        DType.Float32 => AsSpan<float>()[place].ToString("G8", CultureInfo.InvariantCulture),
        DType.Float64 => AsSpan<double>()[place].ToString("G8", CultureInfo.InvariantCulture),
        DType.Int32 => AsSpan<int>()[place].ToString(CultureInfo.InvariantCulture),
        DType.Int64 => AsSpan<long>()[place].ToString(CultureInfo.InvariantCulture),
        _ => AsSpan<bool>()[place] ? "true" : "false",
    };
}
