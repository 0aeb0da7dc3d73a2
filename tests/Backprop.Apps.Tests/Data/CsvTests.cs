using System.IO.Compression;
using System.Text;
using Backprop.Data;

namespace Backprop.Apps.Tests.Data;

/// <summary>Tables as people have them, and the oddities of the catalogue of bad inputs: each is read right or refused with one sentence.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a;b\r\n1;2\r\n3;4\r\n")]
    [InlineData("a\tb\r1\t2\r3\t4")]
    [InlineData("a|b\n1|2\r\n3|4\n")]
    [InlineData("\"a\",\"b\"\n\"1\",2\n3,\"4\"\n\n")]
    [InlineData("a,b,\n1,2,\n3,4,\n")]
    public void The_same_table_in_other_clothes(string text)
    {
        CsvTable table = Csv.Parse(text);
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name).Where(name => name.Length == 1));
        Assert.Equal(2, table.RowCount);
        Assert.Equal([1, 2, 3, 4], [table.Column("a").Number(0), table.Column("b").Number(0), table.Column("a").Number(1), table.Column("b").Number(1)]);
    }

    [Fact]
    public void Quoted_fields_keep_separators_line_breaks_and_quotes()
    {
        CsvTable table = Csv.Parse("name,n\n\"x, \"\"y\"\"\nz\",1\nplain,2\n");
        Assert.Equal("x, \"y\"\nz", table.Column("name").Text(0));
        Assert.Equal(4, table.LineOf(1));
    }

    [Fact]
    public void Without_a_header_columns_are_numbered()
    {
        CsvTable table = Csv.Parse("1,2\n3,4\n");
        Assert.Equal(["column1", "column2"], table.Columns.Select(column => column.Name));
        Assert.Equal(2, table.RowCount);
        Assert.Equal(1, Csv.Parse("1,2\n3,4\n", options: new CsvOptions { Header = true }).RowCount);
    }

    [Theory]
    [InlineData("", "no rows")]
    [InlineData("a,b\n", "no data rows")]
    [InlineData("a,b\n1,2\n3\n", "line 3", "1 field", "2 are expected")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2", "quote")]
    [InlineData("a,a\n1,2\n", "same name")]
    [InlineData("a,b\n1,2\0\n", "NUL")]
    public void What_is_wrong_is_said_with_its_place(string text, params string[] parts)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Csv.Parse(text, "t.csv"));
        Assert.StartsWith("t.csv", error.Message);
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public void A_text_among_numbers_is_a_mistake_and_named()
    {
        string text = "x\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}.5\n")) + "12345x\n";
        DataFormatException error = Assert.Throws<DataFormatException>(() => Csv.Parse(text, "t.csv"));
        Assert.Equal(32, error.Line);
        Assert.Equal("x", error.Column);
    }

    [Fact]
    public void A_missing_value_is_refused_dropped_or_filled()
    {
        CsvTable table = Csv.Parse("a,b,y\n1,2,0.5\n3,,1.5\n5,6,2.5\n", "t.csv");
        DataFormatException error = Assert.Throws<DataFormatException>(() => table.ToFeaturesAndTarget("y"));
        Assert.Equal(3, error.Line);
        Assert.Equal("b", error.Column);
        Assert.Equal(2, table.ToFeaturesAndTarget("y", new ConversionOptions { Missing = MissingValues.Drop }).RowCount);
        TabularData filled = table.ToFeaturesAndTarget("y", new ConversionOptions { Missing = MissingValues.Mean });
        Assert.Equal(4, filled.Features.GetDouble(1, 1));
    }

    [Fact]
    public void The_nearest_column_is_suggested()
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Datasets.Table("salary").ToFeaturesAndTarget("lap"));
        Assert.Contains("Did you mean 'lpa'?", error.Message);
        Assert.Contains("'cgpa'", error.Message);
    }

    [Fact]
    public void Categories_become_columns_and_labels_keep_their_names()
    {
        TabularData data = Csv.Parse("colour,y\nred,no\nblue,yes\nred,yes\n").ToFeaturesAndTarget("y");
        Assert.Equal(["colour=blue", "colour=red"], data.FeatureNames);
        Assert.Equal([0f, 1, 1, 0, 0, 1], data.Features.ToArray<float>());
        Assert.Equal((TaskKind.Binary, "no", "yes"), (data.Kind, data.ClassNames[0], data.ClassNames[1]));
        Assert.Equal([0, 1, 1], data.Labels);
    }

    [Fact]
    public void Files_of_other_kinds_are_recognised()
    {
        string folder = Directory.CreateTempSubdirectory("backprop").FullName;
        try
        {
            string Path(string name, byte[] bytes)
            {
                string path = System.IO.Path.Combine(folder, name);
                File.WriteAllBytes(path, bytes);
                return path;
            }

            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write("a,b\n1,2\n"u8);
            Assert.Equal(1, Csv.Read(Path("t.csv.gz", packed.ToArray())).RowCount);
            Assert.Equal(2, Csv.Read(Path("wide.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ä,b\n1,2\n3,4\n")])).RowCount);
            Assert.Equal("a", Csv.Read(Path("bom.csv", [.. Encoding.UTF8.Preamble, .. "a,b\n1,2\n"u8])).Columns[0].Name);
            Assert.Contains("Excel", Assert.Throws<DataFormatException>(() => Csv.Read(Path("t.xlsx", [.. "PK\u0003\u0004"u8, 0, 0]))).Message);
            Assert.Contains("HTML", Assert.Throws<DataFormatException>(() => Csv.Read(Path("t.html", [.. "<!DOCTYPE html>"u8]))).Message);
            Assert.Contains("folder", Assert.Throws<DataFormatException>(() => Csv.Read(folder)).Message);
            Assert.Contains("no such file", Assert.Throws<DataFormatException>(() => Csv.Read(System.IO.Path.Combine(folder, "none.csv"))).Message);
            if (File.Exists("/dev/zero")) Assert.Contains("device", Assert.Throws<DataFormatException>(() => Csv.Read("/dev/zero")).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
