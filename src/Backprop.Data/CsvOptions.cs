namespace Backprop.Data;

/// <summary>How <see cref="Csv"/> reads a file. Everything has a default that suits most files.</summary>
public sealed record CsvOptions
{
    /// <summary>The texts that mean "no value" unless the options say otherwise; the empty field always does.</summary>
    public static IReadOnlyList<string> UsualMissingTexts { get; } = ["NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "?"];

    /// <summary>
    /// Whether the first line holds the names of the columns; null (the default) decides from the file.
    /// It is a header when none of its fields is a number, or when a text in it stands above a number of the second line.
    /// Without a header the columns are named column1, column2, …
    /// </summary>
    public bool? Header { get; init; }

    /// <summary>
    /// The character between fields; null (the default) decides from the file: of tab, semicolon, bar and comma, the one that cuts the most
    /// of the first lines into as many fields as the first line, in this order where several do.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>The texts that mean "no value", compared exactly after trimming; by default <see cref="UsualMissingTexts"/>.</summary>
    public IReadOnlyList<string> MissingTexts { get; init; } = UsualMissingTexts;

    /// <summary>Names of columns that are categories even where every value is a number, such as postcodes.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What happens to lines with too few or too many fields; by default they are an error.</summary>
    public BadRows BadRows { get; init; } = BadRows.Refuse;

    /// <summary>The most columns a file may have; 100,000 by default.</summary>
    public int MaxColumns { get; init; } = 100_000;

    /// <summary>The most characters a field may have; 1,048,576 by default.</summary>
    public int MaxFieldLength { get; init; } = 1 << 20;

    /// <summary>The most characters a line may have, or all the lines of a record with quoted line breaks; 8,388,608 by default.</summary>
    public int MaxLineLength { get; init; } = 1 << 23;

    /// <summary>Told now and then how far reading has come; null by default.</summary>
    public IProgress<CsvProgress>? Progress { get; init; }
}

/// <summary>What happens to lines whose number of fields differs from the first line's.</summary>
public enum BadRows
{
    /// <summary>The first one is an error that names the line.</summary>
    Refuse,

    /// <summary>They are left out and counted in the table's notes.</summary>
    Skip,
}

/// <summary>How far reading has come.</summary>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Fraction">The part of the file read so far, 0 … 1; null where the length is not known.</param>
public readonly record struct CsvProgress(int Rows, double? Fraction);
