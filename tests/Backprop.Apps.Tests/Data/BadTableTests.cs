using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backprop.Data;

namespace Backprop.Apps.Tests.Data;

/// <summary>The catalogue of bad tables: each is refused with one sentence that names the place, or is read exactly.</summary>
public sealed class BadTableTests
{
    private static readonly CsvOptions s_small = new() { MaxLineLength = 4096, MaxFieldLength = 1000, MaxColumns = 100 };

    [Fact]
    public void A_quote_that_is_never_closed_names_the_line_where_it_opens_and_stops_at_the_limit()
    {
        string start = "a,b\n1,2\n3,\"x\n";
        DataFormatException short_ = Refused(start + "5,6\n");
        Assert.Equal(3, short_.Line);
        Assert.Contains("quote is opened and never closed", short_.Message);
        var endless = new EndlessReader(start, "y,z\n");
        DataFormatException long_ = Assert.Throws<DataFormatException>(() => Csv.Read(endless.AsStream(), "t.csv", s_small));
        Assert.Equal(3, long_.Line);
        Assert.Contains("quote is opened and not closed", long_.Message);
    }

    [Fact]
    public void A_line_without_end_and_a_field_without_end_stop_at_the_limit()
    {
        Assert.Contains("longer than", Assert.Throws<DataFormatException>(() => Csv.Read(new EndlessReader("", "x").AsStream(), "t.csv", s_small)).Message);
        DataFormatException field = Assert.Throws<DataFormatException>(() => Csv.Parse("a,b\n1," + new string('x', 2000) + "\n", "t.csv", s_small));
        Assert.Equal(2, field.Line);
        Assert.Contains("field 2 has more than 1,000 characters", field.Message);
    }

    [Fact]
    public void Too_many_columns_are_refused() =>
        Assert.Contains("more than 100,000 fields", Refused(string.Join(',', Enumerable.Repeat("1", 1_000_000))).Message);

    [Theory]
    [InlineData("1,234.5")]
    [InlineData("1.234,5")]
    [InlineData("3,5")]
    [InlineData("1 234")]
    [InlineData("50%")]
    [InlineData("1e999")]
    [InlineData("1'000")]
    public void What_only_looks_like_a_number_is_refused_in_every_country(string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach ((string point, string group) in ((string, string)[])[(".", ","), (",", "."), (",", " ")])
            {
                var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (point, group);
                CultureInfo.CurrentCulture = culture;
                DataFormatException error = Refused($"a;b\n1;x\n2.5;{text}\n");
                Assert.Equal((3L, "b"), (error.Line, error.Column));
                Assert.Contains("decimal point", error.Message);
                Assert.Equal(2.5, Csv.Parse("a;b\n1;x\n2.5;y\n").Column("a").Number(1));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("1e-320", 1e-320)]
    [InlineData("-.5", -0.5)]
    [InlineData("+7.", 7)]
    [InlineData("1E3", 1000)]
    [InlineData(" 12 ", 12)]
    [InlineData("\"4\"", 4)]
    public void Numbers_are_read_as_they_stand(string text, double number) => Assert.Equal(number, Csv.Parse($"a\n{text}\n").Columns[0].Number(0));

    [Fact]
    public void A_number_of_ten_thousand_digits_is_read_and_a_tiny_one_is_zero_in_float32()
    {
        Assert.Equal(1 / 3.0, Csv.Parse("a\n0." + new string('3', 10_000) + "\n").Columns[0].Number(0));
        Assert.Equal(0f, Csv.Parse("a,y\n1e-46,1\n").ToFeaturesAndTarget("y").Features.ToArray<float>()[0]);
    }

    [Fact]
    public void A_quote_inside_an_unquoted_field_is_taken_as_it_stands() => Assert.Equal("5\" disk", Csv.Parse("a,b\n5\" disk,1\n").Columns[0].Text(0));

    [Theory]
    [InlineData("a,b\n1,2,3\n", 2, "3 fields where 2 are expected")]
    [InlineData("a,b\n1,\"2\"x\n", 2, "follows the closing quote")]
    [InlineData("a,b\n\"1\n\n2\",3\n4\n", 5, "1 fields where 2 are expected")]
    [InlineData("a,b\r1,2\r3\r", 3, "1 fields where 2 are expected")]
    [InlineData("a,b\r\n1,2\r\n\r\n3\r\n", 4, "1 fields where 2 are expected")]
    [InlineData("a,b\n1,2\n3,\0\n", 3, "offset 10 is NUL")]
    public void The_line_is_counted_through_every_kind_of_line_break(string text, long line, string part)
    {
        DataFormatException error = Refused(text);
        Assert.Equal(line, error.Line);
        Assert.Contains(part, error.Message);
    }

    [Fact]
    public void Lines_with_another_number_of_fields_are_skipped_when_asked()
    {
        CsvTable table = Csv.Parse("a,b\n1,2\n3\n4,5,6\n7,8\n", options: new CsvOptions { BadRows = BadRows.Skip });
        Assert.Equal((2, 5L), (table.RowCount, table.LineOf(1)));
        Assert.Contains(table.Notes, note => note.StartsWith("2 lines", StringComparison.Ordinal) && note.Contains("3, 4"));
    }

    [Fact]
    public void An_empty_column_after_a_separator_is_left_out_and_said()
    {
        CsvTable table = Csv.Parse("a,b,\n1,2,\n3,4,\n");
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Contains(table.Notes, note => note.Contains("end with a separator"));
        Assert.Equal(["a", "column2"], Csv.Parse("a,\n1,2\n").Columns.Select(column => column.Name));
    }

    [Fact]
    public void Names_that_would_steer_the_terminal_are_escaped()
    {
        CsvTable table = Csv.Parse("\"\u001B[31mred\u202E\n\",b\n1,2\n", "evil\u0007.csv");
        string message = Assert.Throws<DataFormatException>(() => table.Column("none")).Message;
        Assert.DoesNotContain(message, character => char.IsControl(character) || character == '\u202E');
        Assert.Contains(@"\u001B[31mred\u202E", message);
        CsvTable wide = Csv.Parse(new string('n', 100_000) + ",b\n1,2\n");
        Assert.True(Assert.Throws<DataFormatException>(() => wide.Column("none")).Message.Length < 500);
    }

    [Fact]
    public void Bytes_of_another_encoding_are_refused_with_their_line()
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Csv.Read(new MemoryStream([.. "a,b\n1,2\n"u8, (byte)'M', 0xFC, .. ",3\n"u8]), "latin.csv"));
        Assert.Equal(3, error.Line);
        Assert.Contains("UTF-8", error.Message);
        Assert.Contains("NUL", Assert.Throws<DataFormatException>(() => Csv.Read(new MemoryStream(Encoding.Unicode.GetBytes("a,b\n1,2\n")), "wide.csv")).Message);
    }

    [Theory]
    [InlineData("PAR1....", "Parquet")]
    [InlineData("%PDF-1.4", "PDF")]
    [InlineData("\n <HTML><body>", "HTML")]
    [InlineData("{\"a\": [1, 2]}", "JSON")]
    [InlineData("BZh91AY", "bzip2")]
    public void Other_kinds_of_files_are_recognised(string content, string kind) =>
        Assert.Contains(kind, Assert.Throws<DataFormatException>(() => Csv.Read(new MemoryStream(Encoding.Latin1.GetBytes(content)), "t.csv")).Message);

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.ASCII.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * 7919 % 5003}\n"))));
        byte[] bytes = packed.ToArray();
        bytes.AsSpan(bytes.Length / 2, 16).Fill(0xFF);
        Assert.Throws<DataFormatException>(() => Csv.Read(new MemoryStream(bytes), "t.csv.gz"));
    }

    [Fact]
    public void A_pipe_is_named_and_not_waited_for()
    {
        if (!OperatingSystem.IsLinux()) return;
        string pipe = Path.Combine(Path.GetTempPath(), $"backprop-pipe-{Environment.ProcessId}");
        using (Process made = Process.Start("mkfifo", pipe)) made.WaitForExit();
        try
        {
            Assert.Contains("this is a pipe", Assert.Throws<DataFormatException>(() => Csv.Read(pipe)).Message);
        }
        finally
        {
            File.Delete(pipe);
        }

        Assert.Contains("this is a device", Assert.Throws<DataFormatException>(() => Csv.Read("/dev/null")).Message);
    }

    [Fact]
    public void Too_many_different_texts_are_no_categories()
    {
        CsvTable table = Csv.Parse("name,y\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"n{i},{i}.5\n")), "t.csv");
        DataFormatException error = Assert.Throws<DataFormatException>(() => table.ToFeaturesAndTarget("y"));
        Assert.Equal("name", error.Column);
        Assert.Contains("101 different texts", error.Message);
    }

    private static DataFormatException Refused(string text) => Assert.Throws<DataFormatException>(() => Csv.Parse(text, "t.csv"));

    /// <summary>A text that never ends: whoever reads it all does not come back.</summary>
    private sealed class EndlessReader(string start, string rest)
    {
        public Stream AsStream() => new Endless(Encoding.ASCII.GetBytes(start), Encoding.ASCII.GetBytes(rest));

        private sealed class Endless(byte[] start, byte[] rest) : Stream
        {
            private long _position;

            public override bool CanRead => true;

            public override bool CanSeek => false;

            public override bool CanWrite => false;

            public override long Length => throw new NotSupportedException();

            public override long Position { get => _position; set => throw new NotSupportedException(); }

            public override int Read(byte[] buffer, int offset, int count)
            {
                Assert.True(_position < 10_000_000, "Reading went on far beyond the limit.");
                for (int i = 0; i < count; i++, _position++) buffer[offset + i] = _position < start.Length ? start[_position] : rest[(_position - start.Length) % rest.Length];
                return count;
            }

            public override void Flush() => throw new NotSupportedException();

            public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

            public override void SetLength(long value) => throw new NotSupportedException();

            public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        }
    }
}
