using Backprop.Testing;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>Jupyter's own suite for kernels, where it is installed (Debian: python3-jupyter-kernel-test).</summary>
[Trait("tier", "slow")]
public sealed class KernelSuiteTests
{
    [Fact]
    public void TheSuitePassesWithEveryOptionalPart()
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && Shell.Run(python, ["-c", "import jupyter_kernel_test"]).ExitCode == 0, "The suite is not installed: apt-get install python3-jupyter-kernel-test.");
        using var folder = new TemporaryFolder();
        KernelSpecificationFile.Write(folder);
        ShellResult result = Shell.Run(python, [Repository.At("tests/Backprop.Apps.Tests/Jupyter/kernel_suite.py")], folder.Path, new Dictionary<string, string?> { ["JUPYTER_PATH"] = folder.Path });
        result.MustExitWith(0);
        Assert.DoesNotContain("skipped", result.Errors);
        Assert.Matches(@"Ran 12 tests", result.Errors);
    }
}
