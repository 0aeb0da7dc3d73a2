using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>Decides what a target asks for and gives classes their numbers.</summary>
internal static class TargetConversion
{
    public static (Tensor Targets, TaskKind Kind, IReadOnlyList<string> Classes) Convert(CsvTable table, TableColumn column, int[] rows, ConversionOptions options, List<string> notes)
    {
        TaskKind kind = options.Kind ?? Decide(column, rows, options);
        if (kind == TaskKind.Regression)
        {
            if (!column.IsNumeric)
            {
                int bad = rows[0];
                throw new DataFormatException(table.Source, $"a regression needs numbers; {Printable.Quoted(column.Text(bad) ?? "")} is a text: this target has classes.", table.LineOf(bad), column.Name);
            }

            return (Table([.. rows.Select(column.Number)]), kind, []);
        }

        string[] names = column.IsNumeric
            ? [.. rows.Select(column.Number).Distinct().Order().Select(Text)]
            : [.. rows.Select(column.Category).Distinct().Order().Select(index => column.Categories[index])];
        if (names.Length < 2) throw new DataFormatException(table.Source, $"all rows have the same class, {Printable.Quoted(names[0])}; there is nothing to tell apart.", column: column.Name);
        if (kind == TaskKind.Binary && names.Length > 2) throw new DataFormatException(table.Source, $"two classes are expected; the column has {names.Length}: {Printable.List(names)}.", column: column.Name);
        if (options.Kind is null) kind = names.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass;
        var number = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        notes.Add($"Classes of {Printable.Quoted(column.Name)}: {string.Join(", ", names.Take(20).Select((name, i) => $"{Printable.Text(name)} = {i}"))}{(names.Length > 20 ? " …" : "")}.");
        return (Table([.. rows.Select(row => (double)number[column.IsNumeric ? Text(column.Number(row)) : column.Text(row)!])]), kind, names);
    }

    private static TaskKind Decide(TableColumn column, int[] rows, ConversionOptions options)
    {
        if (!column.IsNumeric) return TaskKind.MultiClass;
        double[] values = [.. rows.Select(column.Number).Distinct().Order()];
        bool counted = values[0] is 0 or 1 && values.Length >= 2 && values.Select((value, i) => value == values[0] + i).All(ok => ok);
        return counted && values.Length <= options.MostClasses && rows.Length >= 2 * values.Length ? TaskKind.MultiClass : TaskKind.Regression;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static Tensor Table(double[] values) => Tensor.From(values, [values.Length, 1]);
}
