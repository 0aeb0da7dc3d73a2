using Backprop.Cli.Output;
using Backprop.Cli.Training;

namespace Backprop.Cli.Tour;

/// <summary>Trains on real data, to an accuracy that is said before.</summary>
internal sealed class RealDataPage(CancellationToken cancellation)
{
    private const double Wanted = 0.95;

    /// <summary>Returns whether it came to the end.</summary>
    public bool Show()
    {
        Terminal.Heading("6. Real data");
        Terminal.Paragraph($"Breast cancer in Wisconsin: thirty measurements of a sample, benign or malignant. One in five patients is held back; on those the network is to be right in {Numbers.Percent(Wanted)} or more. The same as: backprop train --dataset breast-cancer --epochs 30");
        Terminal.Line();
        var settings = new TrainSettings { Epochs = 30 };
        Samples samples = SampleSource.Read(new SourceSettings { DataSet = "breast-cancer" }, settings) with { Notes = [] };
        var run = new TrainRun(samples, settings, Terminal.IsPlain ? new PlainWatcher() : new LiveWatcher(), cancellation);
        run.Notes.Clear();
        TrainResult result = run.Run();
        TrainReport.End(result);
        if (result.IsInterrupted) return false;
        double reached = result.Measured!["accuracy"];
        Terminal.Line();
        Terminal.Paragraph(reached >= Wanted ? $"{Numbers.Percent(reached)}: reached." : $"{Numbers.Percent(reached)}: not reached. Please report this.");
        return true;
    }
}
