using System.Text;
using System.Text.Json;
using Backprop.Examples;
using Backprop.Explanations.Auditing;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>The shelf of worked examples: every value is the independently recomputed one, and stands to the published one as the data say.</summary>
public sealed class ExamplesTests
{
    public static TheoryData<string> Names => [.. WorkedExample.All.Select(example => example.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_is_computed_and_stands_to_its_source_as_known(string name)
    {
        WorkedExample example = ExampleShelf.Find(name);
        Sheet sheet = ExampleShelf.Run(example);
        Assert.Equal(example.Values.Select(value => value.Name), sheet.Rows.Select(row => row.Value.Name));
        Assert.All(sheet.Rows, row =>
        {
            Assert.True(row.IsRecomputed, $"{row.Value.Name}: {row.Ours:R}, and {row.Value.Recomputed:R} is expected");
            ExampleVerdict[] expected = row.Value.Status switch
            {
                "match" => [ExampleVerdict.Agrees, ExampleVerdict.Quoted],
                "match_float32" => [ExampleVerdict.AgreesInSingle],
                "match_last_digit" => [ExampleVerdict.LastDigit],
                "mismatch" => [ExampleVerdict.DoesNotFollow],
                _ => [ExampleVerdict.Computed],
            };
            Assert.True(expected.Contains(row.Verdict), $"{row.Value.Name}: {row.Verdict}, ours {row.Ours:R}, published {row.Value.Published}");
        });
        Assert.All(sheet.Audits, audit =>
        {
            Assert.Equal(audit.Codes.Order(), audit.Report.Findings.Select(finding => finding.Code).Distinct().Order());
            Assert.Equal(audit.Codes.Length == 0 ? AuditVerdict.Agrees : AuditVerdict.Disagrees, audit.Report.Verdict);
        });
        // What does not follow is explained.
        if (sheet.Rows.Any(row => row.Verdict == ExampleVerdict.DoesNotFollow)) Assert.NotEmpty(example.Remarks);
        Assert.True(example is { Author.Length: > 0, Year: > 1900, Address.Length: > 0 });
    }

    [Fact]
    public void The_shelf_has_every_value_of_its_data()
    {
        Assert.Equal((32, 417), (WorkedExample.All.Count, WorkedExample.All.Sum(example => example.Values.Count)));
        Assert.Equal(12, WorkedExample.All.SelectMany(example => ExampleShelf.Run(example).Rows).Count(row => row.Verdict == ExampleVerdict.DoesNotFollow));
    }

    [Fact]
    public void The_command_lists_and_runs()
    {
        Assert.Contains("mazur-2-2-2", InProcess.Run("examples").MustExitWith(), StringComparison.Ordinal);
        string mazur = InProcess.Run("examples", "mazur").MustExitWith();
        Assert.Contains("0.291027924", mazur, StringComparison.Ordinal);
        Assert.Contains("does not follow from its source", mazur, StringComparison.Ordinal);
        Assert.Contains("updated-weight-in-chain", mazur, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("examples", "mazur", "--json").MustExitWith());
        Assert.Equal(37, document.RootElement.GetProperty("values").GetArrayLength());
        using JsonDocument list = JsonDocument.Parse(InProcess.Run("examples", "--json").MustExitWith());
        Assert.Equal(32, list.RootElement.GetProperty("examples").GetArrayLength());
        ShellResult unknown = InProcess.Run("examples", "mazzur-2-2-2");
        unknown.MustExitWith(2);
        Assert.Contains("Did you mean mazur-2-2-2?", unknown.Errors, StringComparison.Ordinal);
        InProcess.Run("examples", "cs231n").MustExitWith(2);
    }

    [Fact]
    public void The_page_of_the_documentation_lists_what_is_there()
    {
        string path = Repository.At("docs/examples.md");
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var table = new StringBuilder("| name | what | source | values | of them do not follow |\n|---|---|---|---|---|\n");
        foreach (WorkedExample one in WorkedExample.All)
        {
            int wrong = one.Values.Count(value => value.Status == "mismatch");
            string source = one.Address.StartsWith("http", StringComparison.Ordinal) ? $"[{one.Author}, {one.Year}]({one.Address.Split(' ')[0]})" : $"{one.Author}, {one.Year} ({one.Address})";
            table.Append($"| `{one.Id}` | {one.Title.Replace("|", "\\|", StringComparison.Ordinal)} | {source} | {one.Values.Count} | {(wrong == 0 ? "" : wrong)} |\n");
        }

        const string Begin = "<!-- examples -->\n", End = "<!-- end -->";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") == "1") File.WriteAllText(path, text[..begin] + table + text[end..]);
        else Assert.Equal(table.ToString(), text[begin..end]);
    }
}
