using System.Globalization;
using Backprop.Data;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Models;

/// <summary>Numbers for a model from a file: a table (.csv), arrays (.npy, .npz), images or labels (IDX, also .gz).</summary>
internal static class DataFile
{
    /// <summary>The inputs in a file, one tensor per input: the columns of a table, or the arrays x, or x.0, x.1 … of an .npz.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The column that is no input, or null.</param>
    public static IReadOnlyList<Tensor> Inputs(string path, string? target = null) => Kind(path) switch
    {
        ".npz" => Arrays(path, "x") is { Count: > 0 } named ? named : [.. NpzFile.Load(path).Values],
        ".npy" => [NpyFile.Load(path)],
        ".csv" or ".tsv" or ".txt" => [Columns(path, target)],
        _ => [Idx.Read(path)],
    };

    /// <summary>The inputs of a model: of one that reads texts the numbers for the texts in a table.</summary>
    public static TensorSet InputsOf(Model model, string path, string? target = null) =>
        model.TextLayer is not null && Kind(path) is ".csv" or ".tsv" or ".txt" ? Texts(model, path, target) : TensorSet.Create([.. Inputs(path, target)]);

    /// <summary>The targets: a column of a table, the arrays y of an .npz, or a file of their own.</summary>
    public static IReadOnlyList<Tensor> Targets(string path, string? target, string? labels)
    {
        if (labels is not null) return Kind(labels) == ".npz" ? Arrays(labels, "y") : Inputs(labels);
        if (Kind(path) == ".npz")
        {
            IReadOnlyList<Tensor> named = Arrays(path, "y");
            return named.Count > 0 ? named : throw new BadInputException($"{Path.GetFileName(path)} has no array y (or y.0, y.1 …): name the file of the targets with --labels.");
        }

        if (target is null) throw new BadInputException("What is the target? Name the column with --target, or a file of labels with --labels.");
        CsvTable table = Csv.Read(path);
        TableColumn column = table.Column(target);
        return [Column(column, table)];
    }

    /// <summary>Writes predictions: .npy, .npz, or a table.</summary>
    public static void Write(string path, IReadOnlyList<Tensor> outputs, IReadOnlyList<string> names)
    {
        switch (Kind(path))
        {
            case ".npy" when outputs.Count == 1: NpyFile.Save(path, outputs[0]); break;
            case ".npz": NpzFile.Save(path, outputs.Select((output, i) => KeyValuePair.Create(names[i], output))); break;
            case ".csv": AtomicFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true);
                    PredictionTable.Write(writer, outputs, names);
                });
                break;
            default: throw new BadInputException($"Predictions are written to a file whose name ends in .csv, .npy (one output) or .npz, not {Path.GetFileName(path)}.");
        }
    }

    private static string Kind(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static IReadOnlyList<Tensor> Arrays(string path, string name)
    {
        IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Load(path);
        if (arrays.TryGetValue(name, out Tensor? single)) return [single];
        var several = new List<Tensor>();
        while (arrays.TryGetValue($"{name}.{several.Count}", out Tensor? next)) several.Add(next);
        return several;
    }

    private static Tensor Texts(Model model, string path, string? target)
    {
        CsvTable table = Csv.Read(path);
        if (target is not null) _ = table.Column(target);
        TableColumn[] columns = [.. table.Columns.Where(column => column.Name != target)];
        var texts = new string[table.RowCount, columns.Length];
        for (int row = 0; row < table.RowCount; row++)
        {
            for (int c = 0; c < columns.Length; c++) texts[row, c] = columns[c].IsNumeric ? Value(columns[c], row, table).ToString(CultureInfo.InvariantCulture) : columns[c].Text(row) ?? "";
        }

        return columns.Length > 0 ? model.Indices(texts) : throw new BadInputException($"{Path.GetFileName(path)} has no column of texts for {model.Name}.");
    }

    private static Tensor Columns(string path, string? target)
    {
        CsvTable table = Csv.Read(path);
        if (target is not null) _ = table.Column(target);
        TableColumn[] columns = [.. table.Columns.Where(column => column.Name != target)];
        var values = new double[table.RowCount, columns.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            if (!columns[c].IsNumeric) throw new BadInputException($"{Path.GetFileName(path)}, column {Printable.Quoted(columns[c].Name)}: it holds texts; the model takes numbers.{(target is null ? " If it is the target, name it with --target." : "")}");
            for (int row = 0; row < table.RowCount; row++) values[row, c] = Value(columns[c], row, table);
        }

        return Tensor.From(values);
    }

    /// <summary>Numbers as they are, texts as classes in the order of <c>backprop train</c>.</summary>
    private static Tensor Column(TableColumn column, CsvTable table)
    {
        var values = new double[table.RowCount];
        for (int row = 0; row < values.Length; row++) values[row] = column.IsNumeric ? Value(column, row, table) : column.Category(row);
        return Tensor.From(values);
    }

    private static double Value(TableColumn column, int row, CsvTable table) => column.HasValue(row) ? column.Number(row)
        : throw new BadInputException($"{Path.GetFileName(table.Source)}, line {table.LineOf(row)}, column {Printable.Quoted(column.Name)}: the value is missing.");
}
