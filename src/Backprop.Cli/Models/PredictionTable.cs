using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Cli.Models;

/// <summary>Predictions as a table: one line per sample, one column per number, in as many digits as give the same number back.</summary>
internal static class PredictionTable
{
    public static void Write(TextWriter writer, IReadOnlyList<Tensor> outputs, IReadOnlyList<string> names)
    {
        writer.WriteLine(string.Join(",", outputs.SelectMany((output, i) => Headings(output, names[i]))));
        int[] widths = [.. outputs.Select(Width)];
        double[][] numbers = [.. outputs.Select(output => output.ToArray<double>())];
        for (int row = 0; row < outputs[0].Shape[0]; row++)
        {
            writer.WriteLine(string.Join(",", outputs.SelectMany((output, i) => Enumerable.Range(row * widths[i], widths[i]).Select(index => Number(numbers[i][index], output.DType)))));
        }
    }

    private static IEnumerable<string> Headings(Tensor output, string name) => Width(output) == 1 ? [name] : Enumerable.Range(0, Width(output)).Select(i => $"{name}[{i}]");

    private static int Width(Tensor output) => output.Shape[0] == 0 ? 0 : (int)(output.Size / output.Shape[0]);

    private static string Number(double value, DType dtype) => dtype == DType.Float32 ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
}
