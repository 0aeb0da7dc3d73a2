using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;
using Backprop.Explanations.Derivations;

namespace Backprop.Cli;

/// <summary><c>backprop explain</c>: how a gradient comes about, with the numbers of given samples, and what the next step makes of it.</summary>
internal sealed class ExplainCommand : ICliCommand
{
    private readonly Argument<string> _file = StepOptions.ModelArgument();
    private readonly StepOptions _step = new();
    private readonly CardOutput _card = new();
    private readonly Option<string?> _weight = new("--weight") { Description = "A weight, or one number of it: dense/kernel, dense/kernel[0,1] or dense/kernel:0,1." };
    private readonly Option<string?> _layer = new("--layer") { Description = "A layer: what it computes, and its weights." };
    private readonly Option<string?> _activation = new("--activation") { Description = "What a layer computes, or one number of it: dense/a, dense/a:0,1 (sample 0, unit 1)." };
    private readonly Option<string?> _input = new("--input") { Description = "The input, or one number of it: x, x:0,1; with several inputs x0, x1." };
    private readonly Option<bool> _loss = new("--loss") { Description = "The loss: where the backward pass begins." };

    public Command Create()
    {
        var command = new Command("explain", "Show how a gradient comes about, from the weight to the loss, with the numbers of given samples, and the update that follows.\n\nExample: backprop explain model.keras --x \"[8, 8]\" --y \"[4]\" --weight dense/kernel:0,1") { _file };
        _step.AddTo(command);
        foreach (Option option in (Option[])[_weight, _layer, _activation, _input, _loss]) command.Add(option);
        _card.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_file)!;
        (string? Value, Func<ModelExplanation, Place, Explanation> Find)[] subjects =
        [
            (parsed.GetValue(_weight), (step, place) => place.Index is null ? step.OfWhole(place.Name) : step.Of(place.Name, place.Index)),
            (parsed.GetValue(_layer), (step, place) => step.OfLayer(place.Name)),
            (parsed.GetValue(_activation), Value),
            (parsed.GetValue(_input), Value),
            (parsed.GetValue(_loss) ? "loss" : null, (step, _) => step.OfLoss()),
        ];
        (string? Value, Func<ModelExplanation, Place, Explanation> Find)[] asked = [.. subjects.Where(subject => subject.Value is not null)];
        if (asked.Length != 1) throw new BadInputException("Say what is to be explained: one of --weight, --layer, --activation, --input and --loss.");
        Place place = Place.Parse(asked[0].Value!);
        _card.Check(parsed, path);
        DerivationOptions options = _card.Options(parsed);
        Explanation explanation = asked[0].Find(_step.Explain(parsed, path), place);
        _card.Write(parsed, () => explanation.Card(options), () =>
        {
            JsonObject json = explanation.ToJson(options);
            json.Insert(0, "command", "explain");
            return json;
        }, () => explanation.ToSvg(options));
        return ExitCodes.Success;
    }

    private static Explanation Value(ModelExplanation step, Place place) => place.Index is null ? step.OfWholeValue(place.Name) : step.OfValue(place.Name, place.Index);
}
