using System.Globalization;
using System.Text;
using Backprop.Data;

namespace Backprop.Apps.Tests.Data;

/// <summary>Random tables, each written in a random dialect, are read back as they were.</summary>
public sealed class CsvDialectTests
{
    private const string Plain = "abcxyzéß0189.-'%_";
    private static readonly string[] s_lineEnds = ["\n", "\r\n", "\r"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_table_reads_back_equal_in_every_dialect(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) RoundTrip(random);
    }

    private static void RoundTrip(Random random)
    {
        char separator = ",;\t|"[random.Next(4)];
        string lineEnd = s_lineEnds[random.Next(3)];
        bool isHeader = random.Next(3) > 0, isSaid = random.Next(2) > 0;
        double quoted = random.NextDouble();

        // The first column is of numbers, so that no row is empty, and the last of texts; where the separator is to be found out, no text holds another.
        int columns = random.Next(2, 7), rows = random.Next(1, 30);
        bool[] isText = [.. Enumerable.Range(0, columns).Select(column => column == columns - 1 || (column > 0 && random.Next(2) > 0))];
        string[] names = [.. Enumerable.Range(0, columns).Select(column => $"{(isText[column] ? "text" : "number")} {column}")];
        string?[][] cells = [.. Enumerable.Range(0, rows).Select(row => isText.Select((text, column) => Cell(random, text, row, column, isSaid)).ToArray())];

        var written = new StringBuilder();
        if (isHeader) WriteLine(names);
        foreach (string?[] row in cells) WriteLine(row);
        if (random.Next(2) > 0) written.Length -= lineEnd.Length;
        string document = written.ToString();
        var options = new CsvOptions { Separator = isSaid ? separator : null, Header = isHeader && random.Next(2) > 0 ? null : isHeader };

        CsvTable table = Csv.Parse(document, options: options);

        Assert.Equal(rows, table.RowCount);
        Assert.Equal(columns, table.Columns.Count);
        for (int column = 0; column < columns; column++)
        {
            TableColumn read = table.Columns[column];
            Assert.Equal(isHeader ? names[column] : $"column{column + 1}", read.Name);
            Assert.Equal(!isText[column], read.IsNumeric);
            string?[] expected = [.. cells.Select(row => row[column])];
            string?[] found = [.. Enumerable.Range(0, rows).Select(row => isText[column] ? read.Text(row) : read.HasValue(row) ? read.Number(row).ToString("R", CultureInfo.InvariantCulture) : null)];
            Assert.Equal(expected, found);
        }

        void WriteLine(string?[] fields) => written.AppendJoin(separator, fields.Select(Field)).Append(lineEnd);

        string Field(string? text)
        {
            if (text is null) return "";
            bool must = text.AsSpan().IndexOfAny("\"\r\n") >= 0 || text.Contains(separator);
            return must || random.NextDouble() < quoted ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
        }
    }

    // A number in the form in which C# writes it, sometimes none below the first row; or a text that is no number and has no white space at its ends.
    private static string? Cell(Random random, bool isText, int row, int column, bool mayHoldSeparators)
    {
        if (!isText)
        {
            if (row > 0 && column > 0 && random.Next(6) == 0) return null;
            double number = random.Next(3) == 0 ? random.Next(-1000, 1000) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20));
            return number.ToString("R", CultureInfo.InvariantCulture);
        }

        string letters = mayHoldSeparators ? Plain + " ,;\t|\"\n" : Plain + " \"";
        return "x" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => letters[random.Next(letters.Length)])) + "y";
    }
}
