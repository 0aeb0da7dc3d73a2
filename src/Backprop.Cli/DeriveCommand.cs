using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Cli.Output;
using Backprop.Explanations.Formulas;
using Backprop.Explanations.Pictures;

namespace Backprop.Cli;

/// <summary><c>backprop derive</c>: a formula typed in, step by step forwards and backwards.</summary>
internal sealed class DeriveCommand : ICliCommand
{
    private readonly Argument<string> _formula = new("formula") { Description = "The formula: + - * / ^ @, functions, numbers, names; \"z = w*x + b; sigmoid(z)\" names a value." };
    private readonly Option<string> _at = new("--at") { Description = "The point: x1=2,x2=5, or lists: w=[[1,2],[3,4]].", DefaultValueFactory = _ => "" };
    private readonly Option<string> _order = new("--order") { Description = "Up to which order derivatives are taken, 1 to 4. Default 1.", DefaultValueFactory = _ => "1" };
    private readonly CardOutput _card = new();

    public Command Create()
    {
        var command = new Command("derive", "Derive a formula: every step forwards with its value, every step backwards with its derivative, and the gradient in symbols.\n\nExample: backprop derive \"ln(x1) + x1*x2 - sin(x2)\" --at x1=2,x2=5") { _formula, _at, _order };
        _card.AddTo(command, withNotation: false);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        _card.Check(parsed);
        string order = parsed.GetValue(_order)!;
        if (!int.TryParse(order, NumberStyles.None, CultureInfo.InvariantCulture, out int level) || level is < 1 or > 4) throw new BadInputException($"--order takes a whole number from 1 to 4, not {order}.");
        FormulaDerivation derivation = FormulaDerivation.Of(parsed.GetValue(_formula)!, parsed.GetValue(_at)!, level);
        _card.Write(parsed, () => derivation.Card(_card.Options(parsed)), () =>
        {
            JsonObject json = derivation.ToJson();
            json.Insert(0, "command", "derive");
            return json;
        }, () => derivation.ToSvg(_card.Options(parsed)));
        return ExitCodes.Success;
    }
}
