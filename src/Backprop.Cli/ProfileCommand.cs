using System.CommandLine;
using Backprop.Cli.Output;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop profile</c>: where the time of a prediction goes, operation by operation.</summary>
internal sealed class ProfileCommand : ICliCommand
{
    public Command Create()
    {
        var model = new Argument<string>("model") { Description = "A model: .keras, a folder with its members, or .h5." };
        var batch = new Option<int>("--batch") { Description = "How many samples are computed at a time. Default 32.", DefaultValueFactory = _ => 32 };
        var runs = new Option<int>("--runs") { Description = "How often each operation is timed; the shortest time counts. Default 30.", DefaultValueFactory = _ => 30 };
        var trace = new Option<string?>("--trace") { Description = "A file to write for the trace viewers of Chrome (chrome://tracing) and Perfetto." };
        Option<bool> force = OutputFile.ForceOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("profile", "Measure where the time of a prediction goes, on zeros as input.\n\nExample: backprop profile model.keras --batch 64 --trace model.trace.json") { model, batch, runs, trace, force, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(batch), parsed.GetValue(runs), parsed.GetValue(trace), parsed.GetValue(force), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, int batch, int runs, string? trace, bool force, bool json)
    {
        if (batch < 1) throw new BadInputException($"--batch must be at least 1; it is {batch}.");
        if (runs < 1) throw new BadInputException($"--runs must be at least 1; it is {runs}.");
        if (trace is not null) OutputFile.Check(trace, force, path);
        Model model = Model.Load(path, compile: false);
        var inputs = new List<Tensor>();
        foreach (TensorType type in model.InputTypes)
        {
            if (type.Shape[1..].Any(length => length < 0)) throw new BadInputException($"The model {model.Name} takes inputs of any length ({type.Shape}); profile needs a model whose lengths are known.");
            inputs.Add(new Tensor(type.DType, type.Shape.With(0, batch)));
        }

        if (inputs.Count == 0) throw new BadInputException($"The model {model.Name} does not say which inputs it takes; save it after it was built.");
        IReadOnlyList<CallTime> times = model.ProfilePrediction(TensorSet.Create([.. inputs]), runs);
        if (trace is not null) ProfileReport.WriteTrace(trace, times);
        if (json) JsonOutput.Write(ProfileReport.Document(model, batch, times));
        else ProfileReport.Print(model, batch, times);
        return ExitCodes.Success;
    }
}
