using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;
using Backprop.Explanations;
using Backprop.Explanations.Pictures;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop gradcheck</c>: a model's gradients beside finite differences of its loss.</summary>
internal sealed class GradcheckCommand : ICliCommand
{
    private readonly Argument<string> _file = new("model") { Description = "A compiled model: .keras, a folder with its members, or .h5." };
    private readonly StepOptions _step = new();
    private readonly Option<int> _rows = new("--rows") { Description = "Without samples, how many to draw. Default 4.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> _entries = new("--entries") { Description = "How many numbers of each weight to look at one by one. Default 12.", DefaultValueFactory = _ => ModelGradientChecking.DefaultMaximum };
    private readonly Option<int> _seed = new("--seed") { Description = "Another seed draws other samples and chooses other numbers. Default 0." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document, and nothing else." };
    private readonly PictureOutput _picture = new();

    public Command Create()
    {
        var command = new Command("gradcheck", "Compare a model's gradients with finite differences of its loss, weight by weight.\nWithout --x and --y or --data, samples are drawn at random.\nExit code 0: they agree; 1: they do not; 2: bad input; 3: it cannot be told.\nGradients computed by hand are checked by: backprop audit\n\nExample: backprop gradcheck model.keras --x \"[[8, 8]]\" --y \"[[4]]\"") { _file };
        _step.AddTo(command);
        foreach (Option option in (Option[])[_rows, _entries, _seed, _json]) command.Add(option);
        _picture.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_file)!;
        (int rows, int entries, int seed) = (parsed.GetValue(_rows), parsed.GetValue(_entries), parsed.GetValue(_seed));
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"{Path.GetFileName(path)} looks like a claim, and gradcheck takes a model: gradients computed by hand are checked by backprop audit {path}");
        if (rows < 1) throw new BadInputException($"--rows must be at least 1; it is {rows}.");
        if (entries < 1) throw new BadInputException($"--entries must be at least 1; it is {entries}.");
        _picture.Check(parsed, path);
        SampleData? data = _step.IsGiven(parsed) ? _step.Data(parsed) : null;
        Model model = Model.Load(path);
        if (!model.IsCompiled) throw new BadInputException($"{Path.GetFileName(path)} was saved without a loss, so it has no gradient: compile the model before it is saved.");
        GradientCheckResult result = data is null ? model.CheckGradients(rows, entries, seed) : model.CheckGradients(data.X, data.Y, entries, seed, data.SampleWeight);
        _picture.Write(parsed, result.ToSvg);
        if (parsed.GetValue(_json)) JsonOutput.Write(Document(result));
        else Print(result);
        return result.Verdict switch { GradientVerdict.Agrees => ExitCodes.Success, GradientVerdict.Disagrees => ExitCodes.Failure, _ => ExitCodes.CannotTell };
    }

    private static void Print(GradientCheckResult result)
    {
        foreach (string line in result.ToString().Split('\n')) Terminal.Line(line);
        GradientCheckBlock? worst = result.Blocks.Where(block => block.Worst is not null).OrderByDescending(block => block.Verdict).ThenBy(block => block.Worst!.Digits).FirstOrDefault();
        if (worst is null) return;
        Terminal.Heading($"The worst number, of {worst.Name}, with steps from large (curvature) to small (rounding)");
        Terminal.Line($"{"step h",12} {"central difference",24} {"relative difference",20}");
        foreach (GradientCheckStep step in worst.Worst!.Sweep) Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{step.Step,12:G4} {step.Numeric,24:G16} {step.Difference,20:0.0E-0}{(step.IsChosen ? "  nearest" : "")}"));
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{"extrapolated",12} {worst.Worst.Numeric,24:G16} {"± " + worst.Worst.Uncertainty.ToString("0.0E-0", CultureInfo.InvariantCulture),20}"));
    }

    private static JsonObject Document(GradientCheckResult result) => new()
    {
        ["command"] = "gradcheck",
        ["model"] = result.Name,
        ["verdict"] = Verdict(result.Verdict),
        ["weights"] = new JsonArray([.. result.Blocks.Select(block => (JsonNode)new JsonObject
        {
            ["weight"] = block.Name,
            ["shape"] = JsonOutput.Shape(block.Shape),
            ["verdict"] = Verdict(block.Verdict),
            ["reason"] = block.Verdict == GradientVerdict.Kink ? "kink" : block.Worst?.Reason,
            ["checked"] = block.Checked,
            ["pattern"] = block.Pattern,
            ["remark"] = block.Remark,
            ["worst"] = block.Worst is { } worst ? Entry(worst) : null,
        })]),
    };

    private static JsonObject Entry(GradientCheckEntry entry) => new()
    {
        ["index"] = new JsonArray([.. entry.Index.Select(index => (JsonNode)index)]),
        ["analytic"] = JsonOutput.Number(entry.Analytic),
        ["numeric"] = JsonOutput.Number(entry.Numeric),
        ["uncertainty"] = JsonOutput.Number(entry.Uncertainty),
        ["left"] = JsonOutput.Number(entry.Left),
        ["right"] = JsonOutput.Number(entry.Right),
        ["digits"] = JsonOutput.Number(entry.Digits),
        ["sweep"] = new JsonArray([.. entry.Sweep.Select(step => (JsonNode)new JsonObject { ["step"] = step.Step, ["numeric"] = JsonOutput.Number(step.Numeric), ["difference"] = JsonOutput.Number(step.Difference), ["chosen"] = step.IsChosen })]),
    };

    private static string Verdict(GradientVerdict verdict) => verdict switch { GradientVerdict.Agrees => "agrees", GradientVerdict.Disagrees => "disagrees", _ => "cannot-tell" };
}
