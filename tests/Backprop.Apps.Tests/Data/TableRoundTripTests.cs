using System.Globalization;
using Backprop.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Backprop.Apps.Tests.Data;

/// <summary>Tables written in every dialect read back equal.</summary>
public sealed class TableRoundTripTests
{
    private static readonly string[] s_texts = ["red", "a, b", "semi;colon", "tab\there", "bar|bar", "say \"hi\"", "two\nlines", "cr\r\nlf", "Straße", "日本", "#5x", "=A1+B1"];

    [Fact]
    public void A_table_in_any_dialect_reads_back_equal() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => ReadsBack(new Random(seed))).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300).WithReplay(1911, 8117));

    private static void ReadsBack(Random random)
    {
        char separator = ",;\t|"[random.Next(4)];
        string newLine = ((string[])["\n", "\r\n", "\r"])[random.Next(3)];
        bool header = random.Next(2) == 0;
        int columns = random.Next(1, 5);
        (double Number, string Text)[][] rows = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Cells(random, columns))];
        var text = new System.Text.StringBuilder();
        if (header) text.Append(string.Join(separator, Enumerable.Range(0, 2 * columns).Select(i => $"name {i}"))).Append(newLine);
        foreach ((double Number, string Text)[] row in rows)
        {
            text.Append(string.Join(separator, row.Select(cell => cell.Number.ToString("R", CultureInfo.InvariantCulture) + separator + Quoted(cell.Text, random)))).Append(newLine);
        }

        CsvTable table = Csv.Parse(text.ToString(), "t.csv", new CsvOptions { Header = header, Separator = separator });
        Assert.Equal((rows.Length, 2 * columns), (table.RowCount, table.Columns.Count));
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(rows[i][j].Number, table.Columns[2 * j].Number(i));
                Assert.Equal(rows[i][j].Text, table.Columns[2 * j + 1].Text(i));
            }
        }
    }

    private static (double Number, string Text)[] Cells(Random random, int columns) =>
        [.. Enumerable.Range(0, columns).Select(_ => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)), s_texts[random.Next(s_texts.Length)]))];

    private static string Quoted(string text, Random random) =>
        random.Next(2) == 0 || text.AsSpan().ContainsAny(",;\t|\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
