using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop evaluate</c>: loss and metrics of a model on data.</summary>
internal sealed class EvaluateCommand(CancellationToken cancellation) : ICliCommand
{
    public Command Create()
    {
        var model = new Argument<string>("model") { Description = "A compiled model: .keras, a folder with its members, or .h5." };
        var data = new Argument<string>("data") { Description = "The samples: .csv, .npy, .npz (arrays x and y), IDX, also .gz; or a folder with a folder of pictures for each class." };
        var target = new Option<string?>("--target") { Description = "The column of the table that holds the targets." };
        var labels = new Option<string?>("--labels") { Description = "A file of targets, for data that is no table." };
        var batch = new Option<int>("--batch-size") { Description = "How many samples are computed at a time. Default 32.", DefaultValueFactory = _ => 32 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("evaluate", "Measure a model on samples: its loss and its metrics.\n\nExample: backprop evaluate model.keras salary.csv --target lpa") { model, data, target, labels, batch, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(data)!, parsed.GetValue(target), parsed.GetValue(labels), parsed.GetValue(batch), parsed.GetValue(json)));
        return command;
    }

    private int Run(string path, string data, string? target, string? labels, int batch, bool json)
    {
        Model model = Model.Load(path);
        if (!model.IsCompiled) throw new BadInputException($"{Path.GetFileName(path)} was saved without a loss and metrics, so there is nothing to measure: compile the model before it is saved.");
        (TensorSet x, TensorSet y) = Directory.Exists(data) ? PictureInput.ReadClasses(data, model) : (DataFile.InputsOf(model, data, target), TensorSet.Create([.. DataFile.Targets(data, target, labels)]));
        Logs logs = model.Evaluate(x, y, batch, cancellationToken: cancellation);
        if (json) JsonOutput.Write(new JsonObject { ["command"] = "evaluate", ["metrics"] = new JsonObject(logs.Select(entry => KeyValuePair.Create(entry.Key, JsonOutput.Number(entry.Value)))) });
        else foreach ((string name, double value) in logs) Terminal.Line($"{name,-24} {Numbers.Short(value)}");
        return ExitCodes.Success;
    }
}
