using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Output;
using Backprop.Formats;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop plot</c>: a model in a file as a picture of its layers.</summary>
internal sealed class PlotCommand : ICliCommand
{
    public Command Create()
    {
        var file = new Argument<string>("model") { Description = "A model: .keras, a folder with its members, or .h5." };
        var output = new Option<string?>("--output", "-o") { Description = "The picture, name.svg. Default: standard output." };
        Option<bool> force = OutputFile.ForceOption();
        Option<bool> shapes = Flag("--show-shapes", "Show the shapes of inputs and outputs."), types = Flag("--show-dtype", "Show the number types.");
        Option<bool> noNames = Flag("--hide-layer-names", "Leave the names of the layers out."), activations = Flag("--show-layer-activations", "Show the activation functions.");
        Option<bool> trainable = Flag("--show-trainable", "Show which layers are trained."), nested = Flag("--expand-nested", "Show the layers of models inside the model.");
        var direction = new Option<string>("--rankdir") { Description = "TB lets values flow downwards, LR to the right. Default TB.", DefaultValueFactory = _ => "TB" };
        direction.AcceptOnlyFromAmong("TB", "LR");
        Option<bool> json = Flag("--json", "Print one JSON document, and nothing else.");
        var command = new Command("plot", "Draw the layers of a model as an SVG picture.\n\nExample: backprop plot model.keras -o model.svg --show-shapes") { file, output, force, shapes, types, noNames, activations, trainable, nested, direction, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(file)!,
            parsed.GetValue(output),
            parsed.GetValue(force),
            model => model.Plot(parsed.GetValue(shapes), parsed.GetValue(types), !parsed.GetValue(noNames), parsed.GetValue(direction)!, parsed.GetValue(nested), parsed.GetValue(activations), parsed.GetValue(trainable)),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, string? output, bool force, Func<Model, string> plot, bool json)
    {
        if (output is not null)
        {
            if (!output.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"The picture is written to a file whose name ends in .svg, not {Path.GetFileName(output)}.");
            OutputFile.Check(output, force, path);
        }

        Model model = Model.Load(path, compile: false);
        string svg;
        try
        {
            svg = plot(model);
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException(e.Message);
        }

        if (output is not null) AtomicFile.Write(output, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(svg)));
        if (json) JsonOutput.Write(new JsonObject { ["command"] = "plot", ["model"] = model.Name, ["layers"] = model.Layers.Count, ["output"] = output, ["svg"] = output is null ? svg : null });
        else Console.Out.WriteLine(output is null ? svg : $"{output}: {model.Name}, {model.Layers.Count} layers");
        return ExitCodes.Success;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
