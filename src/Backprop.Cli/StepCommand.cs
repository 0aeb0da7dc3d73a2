using System.CommandLine;
using System.Text.Json.Nodes;
using Backprop.Cli.Models;
using Backprop.Cli.Output;
using Backprop.Explanations.Derivations;

namespace Backprop.Cli;

/// <summary><c>backprop step</c>: every value and every gradient of one training step, in the order in which they are computed.</summary>
internal sealed class StepCommand : ICliCommand
{
    private readonly Argument<string> _file = StepOptions.ModelArgument();
    private readonly StepOptions _step = new();
    private readonly CardOutput _card = new();

    public Command Create()
    {
        var command = new Command("step", "Show one training step: every value forwards, every gradient backwards, every update, each with its operation and formula.\n\nExample: backprop step model.keras --x \"[8, 8]\" --y \"[4]\"") { _file };
        _step.AddTo(command);
        _card.AddTo(command, withNotation: false);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_file)!;
        _card.Check(parsed, path);
        StepTrace trace = _step.Explain(parsed, path).Steps();
        _card.Write(parsed, () => trace.Card(_card.Options(parsed)), () =>
        {
            JsonObject json = trace.ToJson();
            json.Insert(0, "command", "step");
            return json;
        }, () => trace.ToSvg(_card.Options(parsed)));
        return ExitCodes.Success;
    }
}
