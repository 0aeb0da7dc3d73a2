using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;

namespace Backprop.Cli;

/// <summary><c>backprop inspect</c>: what is in a file, without building a model of it.</summary>
internal sealed class InspectCommand : ICliCommand
{
    public Command Create()
    {
        var file = new Argument<string>("file") { Description = "A .keras file or folder, .h5, .weights.h5, .npy, .npz or .safetensors." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("inspect", "Show what is in a model's or weights' file, without building the model.\n\nExample: backprop inspect model.keras") { file, json };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        FileContents contents = FileContents.Of(path);
        if (json)
        {
            JsonOutput.Write(new JsonObject
            {
                ["command"] = "inspect",
                ["file"] = Path.GetFileName(path),
                ["kind"] = contents.Kind,
                ["facts"] = new JsonObject(contents.Facts.Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value))),
                ["tensors"] = new JsonArray([.. contents.Tensors.Select(tensor => new JsonObject { ["name"] = tensor.Name, ["type"] = tensor.Type })]),
            });
            return ExitCodes.Success;
        }

        Terminal.Line($"{Path.GetFileName(path)}: {contents.Kind}");
        foreach ((string name, string value) in contents.Facts) Terminal.Line($"  {name,-14} {value}");
        int width = contents.Tensors.Count == 0 ? 0 : contents.Tensors.Max(tensor => tensor.Name.Length);
        foreach ((string name, string type) in contents.Tensors) Terminal.Line($"  {name.PadRight(width)}  {type}");
        return ExitCodes.Success;
    }
}
