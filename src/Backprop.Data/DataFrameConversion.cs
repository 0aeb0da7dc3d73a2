using Backprop.Tensors;
using Microsoft.Data.Analysis;

namespace Backprop.Data;

/// <summary>Data frames of Microsoft.Data.Analysis as tensors.</summary>
public static class DataFrameConversion
{
    /// <summary>The columns as a table of numbers, (rows, columns).</summary>
    /// <param name="frame">The data frame.</param>
    /// <param name="columns">The names of the columns; all when none are given.</param>
    /// <exception cref="DataFormatException">A column does not exist, does not hold numbers, or has an empty cell.</exception>
    public static Tensor ToTensor(this DataFrame frame, params IReadOnlyList<string> columns) => ToTensor(frame, DType.Float32, columns);

    /// <summary>The columns as a table of numbers of a type, (rows, columns).</summary>
    /// <inheritdoc cref="ToTensor(DataFrame, IReadOnlyList{string})"/>
    public static Tensor ToTensor(this DataFrame frame, DType dtype, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(frame);
        string[] all = [.. frame.Columns.Select(column => column.Name)];
        IReadOnlyList<string> names = columns.Count == 0 ? all : columns;
        int rows = checked((int)frame.Rows.Count);
        var tensor = new Tensor(DType.Float64, [rows, names.Count]);
        Span<double> values = tensor.AsWritableSpan<double>();
        for (int j = 0; j < names.Count; j++)
        {
            int index = Array.IndexOf(all, names[j]);
            if (index < 0)
            {
                string hint = Vocabulary.KerasNames.Nearest(names[j], all) is { } nearest ? $" Did you mean {Printable.Quoted(nearest)}?" : "";
                throw new DataFormatException("data frame", $"there is no column {Printable.Quoted(names[j])}.{hint} The columns are {Printable.List(all)}.");
            }

            DataFrameColumn column = frame.Columns[index];
            for (int i = 0; i < rows; i++) values[i * names.Count + j] = Number(column, i);
        }

        return tensor.Cast(dtype);
    }

    /// <summary>All columns but one as features (rows, columns), and that one as the target (rows, 1).</summary>
    /// <param name="frame">The data frame.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="dtype">The number type. Default float32.</param>
    /// <exception cref="DataFormatException">The target does not exist, or a column does not hold numbers.</exception>
    public static (Tensor X, Tensor Y) ToFeaturesAndTarget(this DataFrame frame, string target, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Tensor y = frame.ToTensor(dtype, target);
        string[] features = [.. frame.Columns.Select(column => column.Name).Where(name => name != target)];
        return features.Length > 0 ? (frame.ToTensor(dtype, features), y)
            : throw new DataFormatException("data frame", "there is no column beside the target to predict it from.", column: target);
    }

    private static double Number(DataFrameColumn column, int row) => column[row] switch
    {
        null => throw DataFormatException.InRow("data frame", "the cell is empty; fill it in or drop the row first.", row, column.Name),
        double value => value,
        float value => value,
        int value => value,
        long value => value,
        short value => value,
        byte value => value,
        sbyte value => value,
        ushort value => value,
        uint value => value,
        ulong value => value,
        decimal value => (double)value,
        bool value => value ? 1 : 0,
        object value => throw DataFormatException.InRow("data frame", $"{Printable.Quoted(value.ToString() ?? "")} is not a number; turn texts into numbers or categories first.", row, column.Name),
    };
}
