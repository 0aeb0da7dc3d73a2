using System.CommandLine;
using Backprop.Cli.Output;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Pictures;

namespace Backprop.Cli;

/// <summary><c>backprop audit</c>: whether gradients, or weights after one update, that somebody computed by hand are right, and which mistake was made.</summary>
internal sealed class AuditCommand : ICliCommand
{
    public Command Create()
    {
        var claim = new Argument<string>("claim") { Description = "The claim, a .json file: a model or a network, x, y, and gradients or updated weights. docs/audit.md has the form." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, and nothing else." };
        var command = new Command("audit", "Check gradients computed by hand and name the mistake in them.\nExit code 0: they agree; 1: they do not; 2: the claim cannot be used; 3: it cannot be told.\n\nExample: backprop audit claim.json") { claim, json };
        var picture = new PictureOutput();
        picture.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(claim)!;
            picture.Check(parsed, path);
            AuditReport report = AuditClaim.Load(path).Check();
            picture.Write(parsed, report.ToSvg);
            return Print(report, parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(AuditReport report, bool json)
    {
        if (json) JsonOutput.Write(report.ToJson());
        else foreach (string line in report.ToString().TrimEnd().Split('\n')) Terminal.Line(line.TrimEnd('\r'));
        return report.Verdict switch { AuditVerdict.Agrees => ExitCodes.Success, AuditVerdict.Disagrees => ExitCodes.Failure, _ => ExitCodes.CannotTell };
    }
}
