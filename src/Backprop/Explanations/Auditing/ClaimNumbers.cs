using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Auditing;

/// <summary>An array as a claim writes it, with the precision in which it is written.</summary>
/// <param name="Values">The numbers, float64.</param>
/// <param name="Decimals">The most decimals of any number; -1 where all digits are given (arrays of other files).</param>
/// <param name="Digits">The most significant digits of any number; 17 where all are given.</param>
internal sealed record ClaimNumbers(Tensor Values, int Decimals, int Digits)
{
    /// <summary>Whether the numbers come from text, which shows how they were written; arrays do not.</summary>
    public bool IsText { get; init; } = true;

    /// <summary>Whether the numbers are written with all their digits. Of arrays, whole numbers and tenths are taken as exact.</summary>
    public static bool AreWhole(IReadOnlyCollection<ClaimNumbers> numbers) => numbers.Any(one => one.Decimals < 0) || (numbers.All(one => !one.IsText) && numbers.All(one => one.Decimals < 2));

    /// <summary>What is said of a file's name in a text that may not open files.</summary>
    internal const string NoFiles = "no file is opened for this text: the numbers must be written out.";

    private const int MostLevels = 16;

    /// <summary>Numbers of more significant digits than these were not rounded to be read.</summary>
    private const int MostWrittenDigits = 9;

    /// <summary>
    /// The numbers of an array, which has no text: where each is a short decimal number, they were rounded.
    /// </summary>
    public static ClaimNumbers Of(Tensor array)
    {
        (int decimals, int digits) = (0, 1);
        double[] values = array.ToArray<double>();
        foreach (double value in values.Where(double.IsFinite))
        {
            (int fraction, int significant) = Written(array.DType == DType.Float32 ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture));
            decimals = Math.Max(decimals, fraction);
            digits = Math.Max(digits, significant);
        }

        // In float32 seven digits are all there are.
        bool isRounded = decimals <= 12 && digits <= (array.DType == DType.Float32 ? 5 : MostWrittenDigits);
        return new ClaimNumbers(Tensor.From(values, array.Shape), isRounded ? decimals : -1, isRounded ? digits : 17) { IsText = false };
    }

    /// <summary>Reads nested lists of numbers, or the name of a .npy or .csv file.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <param name="folder">The folder of the claim; null where no file may be read.</param>
    /// <exception cref="ConfigException">It is something else, a list is ragged, or the file cannot be used.</exception>
    public static ClaimNumbers Read(JsonNode? node, string path, string? folder)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String && Special(value) is null) return FromFile(value.GetValue<string>(), path, folder);
        var numbers = new List<double>();
        var lengths = new List<int>();
        (int decimals, int digits) = (0, 1);
        Collect(node, 0, path);
        return new ClaimNumbers(Tensor.From(numbers.ToArray(), Shape.Create([.. lengths])), decimals, digits);

        void Collect(JsonNode? item, int level, string place)
        {
            if (item is JsonArray array)
            {
                if (level >= MostLevels) throw new ConfigException(place, $"lists are nested more than {MostLevels} deep.");
                if (level == lengths.Count)
                {
                    if (numbers.Count > 0) throw new ConfigException(place, "a list stands where a number is expected: the lists are not equally deep.");
                    lengths.Add(array.Count);
                }
                else if (lengths[level] != array.Count)
                {
                    throw new ConfigException(place, $"the list has {array.Count} entries where {lengths[level]} are expected: the lists are not equally long.");
                }

                for (int i = 0; i < array.Count; i++) Collect(array[i], level + 1, $"{place}[{i}]");
                return;
            }

            if (level != lengths.Count) throw new ConfigException(place, $"a number stands where a list is expected: the lists are not equally deep ({Config.Short(item)}).");
            if (item is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number)
            {
                string text = scalar.ToJsonString();
                numbers.Add(double.Parse(text, CultureInfo.InvariantCulture));
                Count(text);
            }
            else
            {
                numbers.Add(item is JsonValue other && Special(other) is { } special ? special : throw new ConfigException(place, $"it must be a number, not {Config.Short(item)}."));
            }
        }

        void Count(string text)
        {
            (int fraction, int significant) = Written(text);
            decimals = Math.Max(decimals, fraction);
            digits = Math.Max(digits, significant);
        }
    }

    /// <summary>The decimals and the significant digits of a number as it is written.</summary>
    internal static (int Decimals, int Digits) Written(string text)
    {
        int exponentAt = text.IndexOfAny(['e', 'E']);
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        string significant = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '+').TrimStart('0');
        // "1.0" is 1 and no claim about tenths.
        if (point >= 0 && mantissa[(point + 1)..].Trim('0').Length == 0) (fraction, significant) = (0, significant[..Math.Max(0, significant.Length - fraction)]);
        return (Math.Max(0, fraction - exponent), Math.Max(1, significant.Length));
    }

    private static double? Special(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? BareNumbers.Parse(value.GetValue<string>()) : null;

    /// <summary>A file beside the claim.</summary>
    /// <exception cref="ConfigException">No file may be read.</exception>
    internal static string Beside(string? folder, string name, string path) => folder is null ? throw new ConfigException(path, NoFiles) : Path.Combine(folder, name);

    private static ClaimNumbers FromFile(string name, string path, string? folder)
    {
        string file = Beside(folder, name, path);
        try
        {
            if (name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return Of(NpyFile.Load(file));
            if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return FromCsv(File.ReadAllLines(file), path, name);
        }
        catch (Exception error) when (error is IOException or ModelFormatException or UnauthorizedAccessException)
        {
            throw new ConfigException(path, error.Message, error);
        }

        throw new ConfigException(path, $"it must be numbers, or the name of a .npy or .csv file, not \"{name}\".");
    }

    /// <summary>One line for each row, numbers separated by commas; a single line is a list.</summary>
    private static ClaimNumbers FromCsv(string[] lines, string path, string name)
    {
        var rows = new List<double[]>();
        (int decimals, int digits) = (0, 1);
        for (int line = 0; line < lines.Length; line++)
        {
            // A first line of names only is a heading.
            if (lines[line].Trim().Length == 0 || (rows.Count == 0 && lines[line].Split(',', ';').All(text => !double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _)))) continue;
            rows.Add([.. lines[line].Split(',', ';').Select((text, column) =>
            {
                text = text.Trim();
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) throw new ConfigException(path, $"{name}, line {line + 1}, column {column + 1}: \"{text}\" is not a number.");
                if (double.IsFinite(number)) (decimals, digits) = (Math.Max(decimals, Written(text).Decimals), Math.Max(digits, Written(text).Digits));
                return number;
            })]);
            if (rows[^1].Length != rows[0].Length) throw new ConfigException(path, $"{name}, line {line + 1} has {rows[^1].Length} numbers where {rows[0].Length} are expected.");
        }

        if (rows.Count == 0) throw new ConfigException(path, $"{name} holds no numbers.");
        return new ClaimNumbers(Tensor.From(rows.SelectMany(row => row).ToArray(), rows.Count == 1 ? [rows[0].Length] : [rows.Count, rows[0].Length]), decimals, digits);
    }
}
