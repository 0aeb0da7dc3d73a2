using System.Globalization;
using System.Text;
using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>The table of a model's layers, as Keras prints it.</summary>
internal static class Summary
{
    private static readonly int[] s_plainWidths = [31, 22, 13];
    private static readonly int[] s_connectedWidths = [24, 20, 10, 20];

    public static string Of(Model model)
    {
        bool isConnected = model is Functional;
        var rows = new List<string[]> { isConnected ? ["Layer (type)", "Output Shape", "Param #", "Connected to"] : ["Layer (type)", "Output Shape", "Param #"] };
        foreach (Layer layer in model.Layers)
        {
            string parameters = layer.IsBuilt || layer is InputLayer ? layer.CountParams().ToString("N0", CultureInfo.InvariantCulture) : "0 (unbuilt)";
            string[] row = [$"{layer.Name} ({layer.GetType().Name})", OutputShape(model, layer), parameters];
            rows.Add(isConnected ? [.. row, ConnectedTo(model, layer)] : row);
        }

        var text = new StringBuilder($"Model: \"{model.Name}\"\n");
        Table(text, rows, isConnected ? s_connectedWidths : s_plainWidths);
        Totals(text, model);
        return text.ToString();
    }

    private static void Table(StringBuilder text, List<string[]> rows, int[] least)
    {
        int[] widths = [.. least.Select((width, column) => Math.Max(width, rows.Max(row => row[column].Length)))];
        Rule(text, widths, '┏', '━', '┳', '┓');
        Row(text, rows[0], widths, '┃');
        Rule(text, widths, '┡', '━', '╇', '┩');
        for (int i = 1; i < rows.Count; i++)
        {
            if (i > 1) Rule(text, widths, '├', '─', '┼', '┤');
            Row(text, rows[i], widths, '│');
        }

        Rule(text, widths, '└', '─', '┴', '┘');
    }

    private static void Rule(StringBuilder text, int[] widths, char left, char line, char cross, char right) =>
        text.Append(left).AppendJoin(cross, widths.Select(width => new string(line, width + 2))).Append(right).Append('\n');

    // Numbers, the third column, stand on the right.
    private static void Row(StringBuilder text, string[] cells, int[] widths, char bar) =>
        text.Append(bar).AppendJoin(bar, cells.Select((cell, i) => $" {(i == 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))} ")).Append(bar).Append('\n');

    private static void Totals(StringBuilder text, Model model)
    {
        IReadOnlyList<Weight> all = model.AllWeights(), trainable = model.TrainableWeights, fixedWeights = model.NonTrainableWeights;
        (long Count, long Bytes) optimizer = model.IsCompiled ? model.Optimizer.Size : (0, 0);
        Line("Total params", Count(all) + optimizer.Count, Bytes(all) + optimizer.Bytes);
        Line("Trainable params", Count(trainable), Bytes(trainable));
        Line("Non-trainable params", Count(fixedWeights), Bytes(fixedWeights));
        if (optimizer.Count > 0) Line("Optimizer params", optimizer.Count, optimizer.Bytes);

        void Line(string name, long count, long bytes) => text.Append(CultureInfo.InvariantCulture, $" {name}: {count:N0} ({Size(bytes)})\n");

        static long Count(IReadOnlyList<Weight> weights) => weights.Sum(weight => weight.Shape.Size);

        static long Bytes(IReadOnlyList<Weight> weights) => weights.Sum(weight => weight.Variable.Type.Bytes);
    }

    private static string Size(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++) bytes /= 1024;
        return $"{bytes.ToString("0.00", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    private static string OutputShape(Model model, Layer layer)
    {
        if (layer is InputLayer input) return input.ShapeInFiles.ToString();
        IReadOnlyList<LayerCall> calls = [.. model.Graph?.Calls.Where(call => call.Layer == layer) ?? []];
        if (calls.Count == 0) return "?";
        IReadOnlyList<Shape> shapes = [.. calls.SelectMany(call => call.Outputs.Select(output => output.Shape)).Distinct()];
        return shapes.Count == 1 ? shapes[0].ToString() : $"[{string.Join(", ", shapes)}]";
    }

    private static string ConnectedTo(Model model, Layer layer)
    {
        IEnumerable<SymbolicTensor> inputs = model.Graph!.Calls.Where(call => call.Layer == layer).SelectMany(call => call.Inputs);
        string[] names = [.. inputs.Select(input => $"{input.Call.Layer.Name}[{CallIndex(model, input.Call)}][{input.Index}]")];
        return names.Length == 0 ? "-" : string.Join(", ", names);
    }

    private static int CallIndex(Model model, LayerCall call) => model.Graph!.Calls.Where(other => other.Layer == call.Layer).TakeWhile(other => other != call).Count();
}
