using System.CommandLine;
using Backprop.Cli.Output;
using Backprop.Explanations.Memoizing;
using Backprop.Explanations.Pictures;
using Backprop.Training;

namespace Backprop.Cli;

/// <summary><c>backprop memoization</c>: what sharing saves in a training step of a model, counted on its graph.</summary>
internal sealed class MemoizationCommand : ICliCommand
{
    private const int LongestChain = 100_000;

    public Command Create()
    {
        var file = new Argument<string>("model") { Description = "A compiled model: .keras, a folder with its members, or .h5." };
        var rows = new Option<int>("--rows") { Description = "How many samples the batch has. Default 1.", DefaultValueFactory = _ => 1 };
        var chain = new Option<int?>("--chain") { Description = "The length of the chain whose checkpoints are listed. Default the number of layers." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("memoization", "Count what backpropagation saves by sharing: nodes, paths, multiplications, memory and checkpoints.\nSamples are drawn: only their shapes matter.\n\nExample: backprop memoization model.keras --rows 32 --chain 100") { file, rows, chain, json };
        var picture = new PictureOutput();
        picture.AddTo(command);
        command.SetAction(parsed =>
        {
            picture.Check(parsed, parsed.GetValue(file));
            return Run(parsed.GetValue(file)!, parsed.GetValue(rows), parsed.GetValue(chain), parsed.GetValue(json), memoization => picture.Write(parsed, memoization.ToSvg));
        });
        return command;
    }

    private static int Run(string path, int rows, int? chain, bool json, Action<ModelMemoization> draw)
    {
        if (rows < 1) throw new BadInputException($"--rows must be at least 1; it is {rows}.");
        if (chain is < 1 or > LongestChain) throw new BadInputException($"--chain must be from 1 to {LongestChain}; it is {chain}.");
        Model model = Model.Load(path);
        if (!model.IsCompiled) throw new BadInputException($"{Path.GetFileName(path)} was saved without a loss, so it has no gradient: compile the model before it is saved.");
        if (model.TrainableWeights.Count == 0) throw new BadInputException($"No weight of {model.Name} trains, so there is no gradient to count.");
        ModelMemoization memoization = model.CountMemoization(rows);
        draw(memoization);
        int length = chain ?? memoization.ChainLength;
        if (json) JsonOutput.Write(MemoizationReport.Document(model, memoization, length));
        else MemoizationReport.Print(model, memoization, length);
        return ExitCodes.Success;
    }
}
