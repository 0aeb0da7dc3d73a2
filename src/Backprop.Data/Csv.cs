using System.IO.Compression;
using System.Text;
using Backprop.Data.Reading;

namespace Backprop.Data;

/// <summary>
/// Reads tables from text with separators: comma, semicolon, tab or bar, quoted or not, with or without a header, plain or compressed with gzip.
/// Numbers are written with a decimal point in every country. What does not fit is refused with one sentence that names file, line and column.
/// </summary>
public static class Csv
{
    private const int SampleLength = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; UTF-8, or UTF-16 with a byte order mark; may be compressed with gzip.</param>
    /// <param name="options">How to read it; by default everything is recognised.</param>
    /// <exception cref="DataFormatException">The file is missing, is not a table, or holds something that does not fit.</exception>
    public static CsvTable Read(string path, CsvOptions? options = null)
    {
        using Stream stream = InputFile.Open(path);
        return Read(stream, Path.GetFileName(path), options);
    }

    /// <summary>Reads a table from text in memory.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="DataFormatException">The text holds something that does not fit.</exception>
    public static CsvTable Parse(string text, string name = "text", CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var reader = new CheckedReader(new StringReader(text), name);
        return Read(reader, name, options ?? new CsvOptions(), null);
    }

    internal static CsvTable Read(Stream stream, string name, CsvOptions? options = null)
    {
        Stream content = InputFile.IsGzip(stream) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        if (ReferenceEquals(content, stream)) InputFile.RefuseOtherKinds(stream, name);
        using var reader = new CheckedReader(new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true), name);
        try
        {
            return Read(reader, name, options ?? new CsvOptions(), stream.CanSeek ? () => stream.Length == 0 ? 1 : (double)stream.Position / stream.Length : null);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFormatException(name, "the compressed data are damaged or cut off; fetch or compress the file again.", inner: damaged);
        }
    }

    private static CsvTable Read(CheckedReader reader, string name, CsvOptions options, Func<double>? fraction)
    {
        string sample = reader.Sample(SampleLength);
        if (sample.AsSpan().Trim("\uFEFF \t\r\n").IsEmpty) throw new DataFormatException(name, "the file has no rows; expected a line of column names and lines of values.");
        InputFile.RefuseOtherTexts(sample, name);
        char separator = options.Separator ?? SeparatorRule.Choose(sample, sample.Length < SampleLength, options);
        bool isHeader = options.Header ?? HasHeader(sample, separator, options);
        reader.Separators = (separator, options.MaxColumns);
        using var records = new CsvRecords(reader, name, separator, options);
        records.Read();
        string[] first = records.ToArray();
        string[] names = HeaderRule.Names(first, isHeader, name, records.Line);
        var builder = new TableBuilder(name, names, options);
        bool more = !isHeader || records.Read();
        while (more)
        {
            builder.Add(records);
            if ((builder.RowCount & 0x3FFF) == 0) options.Progress?.Report(new CsvProgress(builder.RowCount, fraction?.Invoke()));
            more = records.Read();
        }

        if (builder.RowCount == 0) throw new DataFormatException(name, $"there are no data rows below the column names {Printable.List(names)}.");
        var notes = new List<string>();
        if (names.Length == 1) notes.Add($"Found one column; if there are more, say how they are separated (this file was read with {SeparatorRule.Name(separator)}).");
        if (!isHeader) notes.Add("Found no column names; the columns are called column1, column2, …");
        return builder.Finish(notes);
    }

    private static bool HasHeader(string sample, char separator, CsvOptions options)
    {
        using var records = new CsvRecords(new StringReader(sample), "", separator, options);
        if (!records.Read()) return true;
        string[] first = records.ToArray();
        try
        {
            return HeaderRule.IsHeader(first, records.Read() ? records.ToArray() : null);
        }
        catch (DataFormatException)
        {
            // The second record is larger than the sample, or wrong: the first alone decides, and reading will say what is wrong.
            return HeaderRule.IsHeader(first, null);
        }
    }
}
