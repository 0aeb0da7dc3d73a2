using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Examples;
using Backprop.Cli.Output;
using Backprop.Explanations.Auditing;

namespace Backprop.Cli;

/// <summary><c>backprop examples</c>: worked examples that others published, computed here and compared.</summary>
internal sealed class ExamplesCommand : ICliCommand
{
    public Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Which example, or how its name begins; without one, they are listed.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("examples", "Worked examples of backpropagation that were published, recomputed: published value, ours, verdict.\n\nExample: backprop examples mazur") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? name, bool json)
    {
        if (name is null)
        {
            if (json) JsonOutput.Write(new JsonObject { ["command"] = "examples", ["examples"] = new JsonArray([.. WorkedExample.All.Select(Source)]) });
            else foreach (WorkedExample one in WorkedExample.All) Terminal.Line($"{one.Id,-34} {one.Values.Count,3} values  {one.Title} ({one.Author}, {one.Year})");
            return ExitCodes.Success;
        }

        WorkedExample example = ExampleShelf.Find(name);
        Sheet sheet = ExampleShelf.Run(example);
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
        foreach (ExampleRow row in sheet.Rows) Terminal.Line($"{row.Value.Name,-36} {row.Value.Published ?? "-",22} {Sheet.Digits(row.Ours, 16),24}  {Text(row.Verdict)}{(row.Value.IsRecalled ? " (published value recalled, not read again)" : "")}{(row.IsRecomputed ? "" : "; OURS IS WRONG")}");
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
            ["verdict"] = Text(row.Verdict),
        })]);
        document["remarks"] = new JsonArray([.. example.Remarks.Concat(sheet.Notes).Select(remark => (JsonNode)remark)]);
        document["audits"] = new JsonArray([.. sheet.Audits.Select(audit => (JsonNode)audit.Report.ToJson())]);
        return document;
    }

    private static JsonObject Source(WorkedExample example) => new() { ["name"] = example.Id, ["title"] = example.Title, ["author"] = example.Author, ["year"] = example.Year, ["address"] = example.Address, ["place"] = example.Place };

    private static string Text(ExampleVerdict verdict) => verdict switch
    {
        ExampleVerdict.Agrees => "agrees",
        ExampleVerdict.AgreesInSingle => "agrees in float32",
        ExampleVerdict.LastDigit => "differs by one in the last digit",
        ExampleVerdict.DoesNotFollow => "does not follow from its source",
        ExampleVerdict.Quoted => "quoted, not computed",
        _ => "no number published",
    };
}
