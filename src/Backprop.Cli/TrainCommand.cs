using System.CommandLine;
using System.Text;
using Backprop.Cli.Output;
using Backprop.Cli.Training;
using Backprop.Explanations.Pictures;
using Backprop.Formats;

namespace Backprop.Cli;

/// <summary><c>backprop train</c>: a table or images in, a trained network and what it is worth out.</summary>
internal sealed class TrainCommand(CancellationToken cancellation) : ICliCommand
{
    public Command Create()
    {
        var source = new SourceOptions();
        var options = new TrainOptions();
        var command = new Command("train", """
            Train a network on a table, on images or on a data set by name, and measure it on samples held back.

            Example: backprop train salary.csv --target lpa --hidden 2 --epochs 75
            Example: backprop train --dataset iris --cross-validation 10
            Example: backprop train --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz
            """);
        command.Add(source.File);
        foreach (Option option in source.All.Concat(options.All)) command.Add(option);
        command.SetAction(parsed => Run(source.Read(parsed), options.Read(parsed)));
        return command;
    }

    private int Run(SourceSettings source, TrainSettings settings)
    {
        CheckOutput(settings);
        Samples samples = SampleSource.Read(source, settings);
        ITrainingWatcher watcher = settings.Json ? new SilentWatcher() : Terminal.IsPlain ? new PlainWatcher() : new LiveWatcher();
        var run = new TrainRun(samples, settings, watcher, cancellation);
        if (!settings.Json) TrainReport.Begin(samples, run, settings);
        TrainResult result = run.Run();
        if (settings.Output is { } file) result.Model.Save(file);
        if (settings.Svg is { } picture && result.Epochs.Count > 0) AtomicFile.Write(picture, stream => stream.Write(Encoding.UTF8.GetBytes(result.Epochs.ToSvg())));
        if (settings.Json)
        {
            using Stream output = Console.OpenStandardOutput();
            TrainDocument.Write(result, output);
        }
        else
        {
            TrainReport.End(result);
            if (settings.Output is { } written) Terminal.Line($"The model is in {written}; backprop predict and Keras open it.");
        }

        return result.IsInterrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }

    /// <summary>Says before the training what would stop the model from being written after it.</summary>
    private static void CheckOutput(TrainSettings settings)
    {
        if (settings.Resume is { } resume && !File.Exists(resume) && !Directory.Exists(resume)) throw new BadInputException($"There is no model {resume} to go on with.");
        if (settings.Svg is { } picture)
        {
            if (!picture.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"The picture is written to a file whose name ends in .svg, not {Path.GetFileName(picture)}.");
            OutputFile.Check(picture, settings.Force);
        }

        if (settings.CrossValidation is not null && (settings.Output is not null || settings.Resume is not null)) throw new BadInputException("Cross-validation trains several models; --output and --resume are for one. Leave one of them out.");
        if (settings.Output is not { } output) return;
        if (!output.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)) throw new BadInputException($"The model is written to a file whose name ends in .keras, not {Path.GetFileName(output)}.");
        // A model that goes on may be written back to where it came from.
        bool isSame = settings.Resume is { } source && Path.GetFullPath(source) == Path.GetFullPath(output);
        OutputFile.Check(output, settings.Force || isSame);
    }
}
