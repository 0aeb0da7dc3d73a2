using System.Diagnostics;
using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>Ctrl+C during a training that would run for hours: it says what was reached, and ends with 130.</summary>
public sealed class InterruptTests
{
    private static readonly string[] s_endless = ["train", "--dataset", "breast-cancer", "--epochs", "1000000"];

    [Fact]
    public void StoppingSaysWhatWasReached()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A signal is sent with kill.");
        using Process process = Start(s_endless);
        string? line;
        do line = process.StandardOutput.ReadLine();
        while (line is not null && !line.StartsWith("epoch 3/", StringComparison.Ordinal));
        Interrupt(process);
        string rest = ReadToEnd(process);
        Assert.Equal(130, process.ExitCode);
        Assert.Matches(@"Stopped\. Reached in epoch \d+\s+of\s+1000000: loss", rest);
    }

    [Fact]
    public void TheDocumentIsWholeAllTheSame()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A signal is sent with kill.");
        using Process process = Start([.. s_endless, "--json"]);

        // Nothing is written before the end, so wait until the program has surely begun: when it uses more time than starting takes.
        while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(1.5)) Thread.Sleep(50);
        Interrupt(process);
        using JsonDocument document = JsonDocument.Parse(ReadToEnd(process));
        Assert.Equal(130, process.ExitCode);
        Assert.True(document.RootElement.GetProperty("interrupted").GetBoolean());
    }

    private static Process Start(string[] arguments)
    {
        // A program started in the background of a shell script inherits that it is to ignore Ctrl+C; env takes that back.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], BackpropProgram.Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>The rest of the output of a program that is about to end; one that does not is ended, so that the test fails rather than hangs.</summary>
    private static string ReadToEnd(Process process)
    {
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        if (!rest.Wait(TimeSpan.FromMinutes(1))) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return rest.Result;
    }

    private static void Interrupt(Process process) => Shell.Run("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).MustExitWith();
}
