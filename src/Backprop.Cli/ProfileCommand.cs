using System.CommandLine;
using Backprop.Cli.Output;
using Backprop.Explanations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop profile</c>: where the time of a prediction or of a step of training goes, operation by operation.</summary>
internal sealed class ProfileCommand : ICliCommand
{
    public Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model: .keras, a folder with its members, or .h5." };
        var batch = new Option<int>("--batch") { Description = "How many samples are computed at a time. Default 32.", DefaultValueFactory = _ => 32 };
        var runs = new Option<int>("--runs") { Description = "How often each operation is timed; the shortest time counts. Default 30.", DefaultValueFactory = _ => 30 };
        var trace = new Option<string?>("--trace") { Description = "A file to write for the trace viewers of Chrome (chrome://tracing) and Perfetto." };
        var train = new Option<bool>("--train") { Description = "Measure a step of training with the loss and the optimizer that the file names, on random samples, instead of a prediction. Nothing is changed." };
        Option<bool> force = OutputFile.ForceOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("profile", "Measure where the time of a prediction goes, on zeros as input, or that of a step of training.\n\nExample: backprop profile model.keras --batch 64 --train --trace model.trace.json") { model, batch, train, runs, trace, force, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(batch), parsed.GetValue(train), parsed.GetValue(runs), parsed.GetValue(trace), parsed.GetValue(force), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, int batch, bool train, int runs, string? trace, bool force, bool json)
    {
        if (batch < 1) throw new BadInputException($"--batch must be at least 1; it is {batch}.");
        if (runs < 1) throw new BadInputException($"--runs must be at least 1; it is {runs}.");
        if (trace is not null) OutputFile.Check(trace, force, path);
        Model model = Model.Load(path, compile: train);
        IReadOnlyList<CallTime> times = train ? Training(model, batch, runs) : Prediction(model, batch, runs);
        double peak = ProcessorPeak.MultiplyAddsPerSecond(model.DType);
        if (trace is not null) ProfileReport.WriteTrace(trace, times);
        if (json) JsonOutput.Write(ProfileReport.Document(model, batch, train, times, peak));
        else ProfileReport.Print(model, batch, train, times, peak);
        return ExitCodes.Success;
    }

    private static IReadOnlyList<CallTime> Prediction(Model model, int batch, int runs)
    {
        var inputs = new List<Tensor>();
        foreach (TensorType type in model.InputTypes)
        {
            if (type.Shape[1..].Any(length => length < 0)) throw new BadInputException($"The model {model.Name} takes inputs of any length ({type.Shape}); profile needs a model whose lengths are known.");
            inputs.Add(new Tensor(type.DType, type.Shape.With(0, batch)));
        }

        if (inputs.Count == 0) throw new BadInputException($"The model {model.Name} does not say which inputs it takes; save it after it was built.");
        return model.ProfilePrediction(TensorSet.Create([.. inputs]), runs);
    }

    private static IReadOnlyList<CallTime> Training(Model model, int batch, int runs)
    {
        if (!model.IsCompiled) throw new BadInputException($"The file of the model {model.Name} names no loss and no optimizer, so there is no step of training to measure. Leave --train out, or save a compiled model.");
        var samples = SampleData.Draw(model, batch);
        return model.ProfileTraining(samples.X, samples.Y, runs);
    }
}
