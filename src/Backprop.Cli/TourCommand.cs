using System.CommandLine;
using Backprop.Cli.Output;
using Backprop.Cli.Tour;

namespace Backprop.Cli;

/// <summary><c>backprop tour</c>: what this program is about, in under a minute.</summary>
internal sealed class TourCommand(CancellationToken cancellation) : ICliCommand
{
    public Command Create()
    {
        var command = new Command("tour", """
            See in under a minute what this is about: one network trained three ways, one gradient derived, a wrong one that learns, and real data.

            Example: backprop tour
            """);
        command.SetAction(_ => Run());
        return command;
    }

    private int Run()
    {
        var seed = new SeedPages();
        foreach (Action page in (Action[])[seed.ThreeWays, seed.Derivation, seed.PublishedUpdate, MemoizationPage.Show])
        {
            cancellation.ThrowIfCancellationRequested();
            page();
        }

        cancellation.ThrowIfCancellationRequested();
        if (!new RealDataPage(cancellation).Show()) return ExitCodes.Interrupted;
        Terminal.Heading("Next");
        Terminal.Line("  backprop lesson                              the same, step by step");
        Terminal.Line("  backprop train FILE.csv --target COLUMN      your own table");
        Terminal.Line("  backprop --help                              everything else");
        return ExitCodes.Success;
    }
}
