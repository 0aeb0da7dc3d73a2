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
        Assert.Contains("Usage", Shell.Run(program, ["--help"], folder.Path).MustExitWith(0), StringComparison.OrdinalIgnoreCase);
    }
}
