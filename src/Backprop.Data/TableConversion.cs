using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>What to do with a row or column that has no value.</summary>
public enum MissingValues
{
    /// <summary>The first one is an error that names line and column.</summary>
    Refuse,

    /// <summary>Rows with one are left out.</summary>
    Drop,

    /// <summary>A missing number becomes the mean of its column; a missing category, a category of its own named "missing".</summary>
    Mean,

    /// <summary>A missing number becomes <see cref="ConversionOptions.Replacement"/>; a missing category, a category of its own named "missing".</summary>
    Value,
}

/// <summary>How a table becomes tensors.</summary>
public sealed record ConversionOptions
{
    /// <summary>The feature columns; null (the default) for all but the target.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>What to do where a value is missing; by default it is an error. A missing target always drops or refuses.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Refuse;

    /// <summary>The number that stands in for missing ones under <see cref="MissingValues.Value"/>. Default 0.</summary>
    public double Replacement { get; init; }

    /// <summary>What the target asks for; null (the default) decides: texts, and whole numbers of at most <see cref="MostClasses"/> kinds counted from 0 or 1 without gaps, are classes when each has at least two rows on average; everything else is a number.</summary>
    public TaskKind? Kind { get; init; }

    /// <summary>The number type. Default float32.</summary>
    public DType DType { get; init; } = DType.Float32;

    /// <summary>The most different texts a feature column may have. Default 100.</summary>
    public int MostCategories { get; init; } = 100;

    /// <summary>The most different whole numbers that count as classes. Default 20.</summary>
    public int MostClasses { get; init; } = 20;
}

/// <summary>Turns tables into features and targets.</summary>
public static class TableConversion
{
    /// <summary>The features and the target of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How; by default everything is decided from the table.</param>
    /// <exception cref="DataFormatException">There is no such column, a value is missing or of the wrong kind, or nothing is left to learn from.</exception>
    public static TabularData ToFeaturesAndTarget(this CsvTable table, string target, ConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new ConversionOptions();
        TableColumn targetColumn = table.Column(target);
        TableColumn[] features = [.. (options.Features ?? [.. table.Columns.Where(column => column.Name != target).Select(column => column.Name)]).Select(table.Column)];
        if (features.Any(column => column.Name == target)) throw new DataFormatException(table.Source, "the target cannot be a feature too; leave it out of the features.", column: target);
        if (features.Length == 0) throw new DataFormatException(table.Source, "there is no column beside the target to predict it from.", column: target);
        var notes = new List<string>(table.Notes);
        int[] rows = CompleteRows(table, [.. features, targetColumn], targetColumn, options.Missing, notes);
        (Tensor targets, TaskKind kind, IReadOnlyList<string> classes) = TargetConversion.Convert(table, targetColumn, rows, options, notes);
        var columns = new List<(string Name, Func<int, double> Value)>();
        foreach (TableColumn column in features) columns.AddRange(Encode(table, column, rows, options, notes));
        var tensor = new Tensor(DType.Float64, [rows.Length, columns.Count]);
        Span<double> values = tensor.AsWritableSpan<double>();
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns.Count; j++) values[i * columns.Count + j] = columns[j].Value(rows[i]);
        }

        return new TabularData(tensor.Cast(options.DType), targets.Cast(options.DType), [.. columns.Select(column => column.Name)], target, kind, classes, notes);
    }

    private static int[] CompleteRows(CsvTable table, TableColumn[] columns, TableColumn target, MissingValues missing, List<string> notes)
    {
        var rows = new List<int>(table.RowCount);
        for (int row = 0; row < table.RowCount; row++)
        {
            TableColumn? empty = columns.FirstOrDefault(column => !column.HasValue(row));
            if (empty is null || (missing is MissingValues.Mean or MissingValues.Value && target.HasValue(row))) rows.Add(row);
            else if (missing == MissingValues.Refuse)
            {
                throw table.Problem("the value is missing; fill it in, or choose to drop such rows or to put the mean or another value in its place.", row, empty.Name);
            }
        }

        if (rows.Count < table.RowCount) notes.Add($"{table.RowCount - rows.Count} rows without a value were left out.");
        return rows.Count > 0 ? [.. rows] : throw new DataFormatException(table.Source, "no row has all its values.");
    }

    private static IEnumerable<(string Name, Func<int, double> Value)> Encode(CsvTable table, TableColumn column, int[] rows, ConversionOptions options, List<string> notes)
    {
        if (column.IsNumeric)
        {
            if (column.MissingCount == 0 || options.Missing is MissingValues.Refuse or MissingValues.Drop) return [(column.Name, column.Number)];
            if (options.Missing == MissingValues.Value) return [(column.Name, row => column.HasValue(row) ? column.Number(row) : options.Replacement)];
            double[] present = [.. rows.Where(column.HasValue).Select(column.Number)];
            if (present.Length == 0) throw new DataFormatException(table.Source, "the column has no values at all; leave it out of the features.", column: column.Name);
            double mean = present.Average();
            notes.Add($"{rows.Length - present.Length} missing values of {Printable.Quoted(column.Name)} became its mean, {mean.ToString("G6", CultureInfo.InvariantCulture)}.");
            return [(column.Name, row => column.HasValue(row) ? column.Number(row) : mean)];
        }

        IReadOnlyList<string> categories = column.Categories;
        if (categories.Count > options.MostCategories) throw new DataFormatException(table.Source, $"the column has {categories.Count:N0} different texts, too many for categories (at most {options.MostCategories}); leave it out of the features.", column: column.Name);
        IEnumerable<(string, Func<int, double>)> encoded = categories.Select((category, index) => ($"{column.Name}={category}", (Func<int, double>)(row => column.Category(row) == index ? 1 : 0)));
        return column.MissingCount > 0 && options.Missing is MissingValues.Mean or MissingValues.Value ? encoded.Append(($"{column.Name}=missing", row => column.HasValue(row) ? 0 : 1)) : encoded;
    }
}
