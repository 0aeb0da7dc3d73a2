using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Examples;
using Backprop.Cli.Output;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Pictures;

namespace Backprop.Cli;

/// <summary><c>backprop examples</c>: worked examples that others published, computed here and compared.</summary>
internal sealed class ExamplesCommand : ICliCommand
{
    public Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Which example, or how its name begins; without one, they are listed.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("examples", "Worked examples of backpropagation that were published, recomputed: published value, ours, verdict.\n\nExample: backprop examples mazur") { name, json };
        var picture = new PictureOutput();
        picture.AddTo(command);
        command.SetAction(parsed =>
        {
            picture.Check(parsed);
            return Run(parsed.GetValue(name), parsed.GetValue(json), draw => picture.Write(parsed, draw));
        });
        return command;
    }

    private static int Run(string? name, bool json, Action<Func<string>> draw)
    {
        if (name is null)
        {
            draw(() => throw new BadInputException("Which example is to be drawn? Give its name; all are listed by: backprop examples"));
            if (json) JsonOutput.Write(new JsonObject { ["command"] = "examples", ["examples"] = new JsonArray([.. WorkedExample.All.Select(Source)]) });
            else foreach (WorkedExample one in WorkedExample.All) Terminal.Line($"{one.Id,-34} {one.Values.Count,3} values  {one.Title} ({one.Author}, {one.Year})");
            return ExitCodes.Success;
        }

        WorkedExample example = ExampleShelf.Find(name);
        Sheet sheet = ExampleShelf.Run(example);
        draw(() => NumberBars.ToSvg($"{example.Title} ({example.Author}, {example.Year})", [.. sheet.Rows.Select(row => (row.Value.Name, row.Ours, $"{row.Value.Published ?? "-"}, {row.Verdict.ToText()}"))], "published"));
        if (json) JsonOutput.Write(Document(example, sheet));
        else Print(example, sheet);
        // Ours must be right; what a source prints may be wrong.
        return sheet.Rows.All(row => row.IsRecomputed) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Print(WorkedExample example, Sheet sheet)
    {
        Terminal.Line(example.Title);
        Terminal.Line($"{example.Author}, {example.Year}: {example.Address}{(example.Place is null ? "" : $" ({example.Place})")}");
        foreach (string convention in example.Conventions) Terminal.Line($"  {convention}");
        Terminal.Line();
        Terminal.Line($"{"value",-36} {"published",22} {"ours",24}  verdict");
        foreach (ExampleRow row in sheet.Rows) Terminal.Line($"{row.Value.Name,-36} {row.Value.Published ?? "-",22} {Sheet.Digits(row.Ours, 16),24}  {row.Verdict.ToText()}{(row.Value.IsRecalled ? " (published value recalled, not read again)" : "")}{(row.IsRecomputed ? "" : "; OURS IS WRONG")}");
        if (example.Remarks.Count + sheet.Notes.Count > 0) Terminal.Line();
        foreach (string remark in example.Remarks.Concat(sheet.Notes)) Terminal.Paragraph(remark);
        foreach ((string[] codes, var report) in sheet.Audits)
        {
            Terminal.Heading(codes.Length == 0 ? "The audit of the right numbers" : "The audit of what was done there");
            foreach (string line in report.ToString().TrimEnd().Split('\n')) Terminal.Line(line.TrimEnd('\r'));
        }
    }

    private static JsonObject Document(WorkedExample example, Sheet sheet)
    {
        JsonObject document = Source(example);
        document.Insert(0, "command", "examples");
        document["values"] = new JsonArray([.. sheet.Rows.Select(row => (JsonNode)new JsonObject
        {
            ["name"] = row.Value.Name,
            ["published"] = row.Value.Published,
            ["recalled"] = row.Value.IsRecalled,
            ["ours"] = JsonOutput.Number(row.Ours),
            ["recomputed"] = JsonOutput.Number(row.Value.Recomputed),
            ["verdict"] = row.Verdict.ToText(),
        })]);
        document["remarks"] = new JsonArray([.. example.Remarks.Concat(sheet.Notes).Select(remark => (JsonNode)remark)]);
        document["audits"] = new JsonArray([.. sheet.Audits.Select(audit => (JsonNode)audit.Report.ToJson())]);
        return document;
    }

    private static JsonObject Source(WorkedExample example) => new() { ["name"] = example.Id, ["title"] = example.Title, ["author"] = example.Author, ["year"] = example.Year, ["address"] = example.Address, ["place"] = example.Place };
}
