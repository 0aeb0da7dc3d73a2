using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Output;
using Backprop.Layers;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop summary</c>: the layers of a model in a file, their shapes and numbers of parameters.</summary>
internal sealed class SummaryCommand : ICliCommand
{
    public Command Create()
    {
        var file = new Argument<string>("model") { Description = "A model: .keras, a folder with its members, or .h5." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("summary", "Show the layers of a model, their output shapes and parameters.\n\nExample: backprop summary model.keras") { file, json };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        Model model = Model.Load(path);
        if (!json)
        {
            Console.Out.WriteLine(model.Summary());
            return ExitCodes.Success;
        }

        long trainable = model.TrainableWeights.Sum(weight => weight.Shape.Size);
        JsonOutput.Write(new JsonObject
        {
            ["command"] = "summary",
            ["model"] = model.Name,
            ["class"] = model.KerasClass,
            ["inputs"] = new JsonArray([.. model.InputTypes.Select(type => JsonOutput.Shape(type.Shape))]),
            ["outputs"] = new JsonArray([.. model.OutputNames.Select(name => (JsonNode)name)]),
            ["layers"] = new JsonArray([.. model.Layers.Select(Describe)]),
            ["parameters"] = model.CountParams(),
            ["trainable_parameters"] = trainable,
            ["compiled"] = model.IsCompiled,
        });
        return ExitCodes.Success;
    }

    private static JsonObject Describe(Layer layer) => new()
    {
        ["name"] = layer.Name,
        ["class"] = layer.KerasClass,
        ["parameters"] = layer.CountParams(),
        ["trainable"] = layer.Trainable,
        ["weights"] = new JsonArray([.. layer.Weights.Select(weight => new JsonObject { ["path"] = weight.Path, ["shape"] = JsonOutput.Shape(weight.Shape) })]),
    };
}
