using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Output;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop convert</c>: a model, or its weights, in another form.</summary>
internal sealed class ConvertCommand : ICliCommand
{
    public Command Create()
    {
        var from = new Argument<string>("from") { Description = "A model: .keras, a folder with its members, or .h5." };
        var to = new Argument<string>("to") { Description = "The new file: .keras for the model; .weights.h5, .npz or .safetensors for its weights." };
        Option<bool> force = OutputFile.ForceOption();
        var weights = new Option<string?>("--weights") { Description = "Take the weights from this file: .weights.h5, .weights.json, .h5, .npz or .safetensors." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("convert", "Write a model, or its weights, in another form.\n\nExample: backprop convert old.h5 model.keras") { from, to, force, weights, json };
        command.SetAction(parsed => Run(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(force), parsed.GetValue(weights), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string from, string to, bool force, string? weights, bool json)
    {
        OutputFile.Check(to, force, from);
        if (!from.EndsWith(".keras", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(from) && (from.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase) || !from.EndsWith(".h5", StringComparison.OrdinalIgnoreCase)))
        {
            throw new BadInputException($"{Path.GetFileName(from)} holds weights without their model. Give the model first, and its weights with --weights.");
        }

        Model model = Model.Load(from);
        if (weights is not null) model.LoadWeights(weights);
        if (to.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)) model.Save(to);
        else model.SaveWeights(to);
        if (json) JsonOutput.Write(new JsonObject { ["command"] = "convert", ["from"] = from, ["to"] = to, ["parameters"] = model.CountParams() });
        else Terminal.Line($"Wrote {to}: {model.CountParams():N0} parameters of the model {model.Name}.");
        return ExitCodes.Success;
    }
}
