using System.Runtime.InteropServices;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Packaging;

/// <summary>Publishes the command ahead of time, as one native program without a runtime, and runs it.</summary>
[Trait("tier", "slow")]
public sealed class NativeProgramTests
{
    [Fact]
    public void TheCommandPublishesWithoutAWarningAndRuns()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows() || Shell.Has("clang") || Shell.Has("gcc"), "Publishing ahead of time needs a C linker: install clang or gcc.");
        using var folder = new TemporaryFolder();

        // Artifacts of its own: publishing for one platform restores differently, which must not disturb the checkout.
        string said = Build.Dotnet(
            Repository.Root, "publish", "src/Backprop.Cli", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "-p:PublishAot=true", $"-p:ArtifactsPath={folder.At("artifacts")}", "-o", folder.At("out"), "-v", "quiet").MustExitWith(0);
        Assert.DoesNotContain("warning", said);

        string program = folder.At(Path.Combine("out", OperatingSystem.IsWindows() ? "backprop.exe" : "backprop"));
        string help = Shell.Run(program, ["--help"], folder.Path).MustExitWith(0);
        Assert.Contains("Usage", help, StringComparison.OrdinalIgnoreCase);
        if (help.Contains(" train ", StringComparison.Ordinal))
        {
            folder.Write("salary.csv", "cgpa,profile_score,lpa\n8,8,4\n7,9,5\n6,10,6\n5,12,7\n");
            string[] train = ["train", "salary.csv", "--target", "lpa", "--hidden", "2", "--epochs", "3", "--batch-size", "1", "--test-split", "0", "--seed", "7"];
            Shell.Run(program, train, folder.Path).MustExitWith(0);
        }
    }
}
