using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop predict</c>: what a model says about data.</summary>
internal sealed class PredictCommand(CancellationToken cancellation) : ICliCommand
{
    public Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model: .keras, a folder with its members, or .h5." };
        var data = new Argument<string>("data") { Description = "The inputs: .csv, .npy, .npz (array x, or x.0, x.1 … for several inputs), IDX, also .gz; a picture, or a folder of pictures." };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write: .csv, .npy or .npz. Default: a table on standard output." };
        Option<bool> force = OutputFile.ForceOption();
        var target = new Option<string?>("--target") { Description = "A column of the table that is no input." };
        var batch = new Option<int>("--batch-size") { Description = "How many samples are computed at a time. Default 32.", DefaultValueFactory = _ => 32 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("predict", "Show what a model predicts for data.\n\nExample: backprop predict model.keras salary.csv --target lpa") { model, data, output, force, target, batch, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(data)!, parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(target), parsed.GetValue(batch), parsed.GetValue(json)));
        return command;
    }

    private int Run(string path, string data, string? output, bool force, string? target, int batch, bool json)
    {
        if (output is not null) OutputFile.Check(output, force, data);
        Model model = Model.Load(path, compile: false);
        IReadOnlyList<Tensor> outputs = model.PredictAll(PictureInput.Is(data) ? PictureInput.Read(data, model).Images : DataFile.InputsOf(model, data, target), batch, cancellation);
        IReadOnlyList<string> names = model.OutputNames.Count == outputs.Count ? model.OutputNames : [.. outputs.Select((_, i) => outputs.Count == 1 ? "prediction" : $"prediction_{i}")];
        if (output is not null) DataFile.Write(output, outputs, names);
        if (json)
        {
            JsonOutput.Write(new JsonObject { ["command"] = "predict", ["predictions"] = new JsonObject(outputs.Select((tensor, i) => KeyValuePair.Create(names[i], JsonOutput.Numbers(tensor)))) });
        }
        else if (output is null)
        {
            PredictionTable.Write(Console.Out, outputs, names);
        }

        return ExitCodes.Success;
    }
}
