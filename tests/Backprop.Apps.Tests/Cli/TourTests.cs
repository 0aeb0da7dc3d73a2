using System.Text.RegularExpressions;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

public sealed partial class TourTests
{
    [Fact]
    public void TheTourTellsTheWholeStory()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = BackpropProgram.Run(folder, "tour");
        string output = result.MustExitWith();
        Assert.Empty(result.Errors);
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains("They agree: over all 75 epochs", output, StringComparison.Ordinal);
        Assert.Contains("The loss fell all the same", output, StringComparison.Ordinal);
        Assert.Matches(@"9\d\.\d %: reached\.|100\.0 %: reached\.", output);

        // How many of the last digits agree depends on the processor's instructions, and the real data's last digits too.
        string before = output[..output.IndexOf("6. Real data", StringComparison.Ordinal)];
        Approved.Match("Cli.Tour", LastColumn().Replace(before, "  NN").Replace(Digits().Match(before).Value, "NN digits", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?<=^  (W|b|last).*)  1\d$", RegexOptions.Multiline)]
    private static partial Regex LastColumn();

    [GeneratedRegex(@"1\d digits")]
    private static partial Regex Digits();
}
