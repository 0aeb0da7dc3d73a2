using System.Text.Json.Nodes;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

public sealed class JupyterTests
{
    [Fact]
    public void InstallWritesAFileThatNamesAProgramThatIsThere()
    {
        using var folder = new TemporaryFolder();
        for (int time = 0; time < 2; time++) Assert.Contains("kernel.json", InProcess.Run("jupyter", "install", "--prefix", folder.Path).MustExitWith(0));
        JsonNode specification = JsonNode.Parse(File.ReadAllText(folder.At(Path.Combine("share", "jupyter", "kernels", "backprop", "kernel.json"))))!;
        Assert.True(File.Exists(specification["argv"]![1]!.ToString()));
        Assert.Equal("{connection_file}", specification["argv"]![2]!.ToString());
        Assert.Equal("message", specification["interrupt_mode"]!.ToString());
    }

    [Fact]
    public void WithoutAPrefixItIsForTheUserAlone()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = Run(folder, "jupyter", "install", "--user");
        result.MustExitWith(0);
        Assert.True(File.Exists(folder.At(Path.Combine("kernels", "backprop", "kernel.json"))));

        // Nothing is missing but Jupyter, which this PATH does not have.
        string report = Run(folder, "jupyter").MustExitWith(1);
        Assert.Contains("jupyter-notebook", report);
        Assert.Contains("yes  known to Jupyter", report);
    }

    [Fact]
    public void WhatIsMissingIsSaidWithHowToGetIt()
    {
        using var folder = new TemporaryFolder();
        string report = Run(folder, "jupyter").MustExitWith(1);
        Assert.Contains("apt-get install jupyter-notebook", report);
        Assert.Contains("no   known to Jupyter", report);
        Assert.Contains("backprop jupyter install", report);
    }

    [Fact]
    public void AProgramThatIsGoneIsSaid()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Path.Combine("kernels", "backprop", "kernel.json"), """{"argv": ["dotnet", "gone.dll", "{connection_file}"]}""");
        Assert.Contains("is gone", Run(folder, "jupyter").MustExitWith(1));
    }

    [Theory]
    [InlineData("--prefix", "no-such-folder")]
    [InlineData("--user", "--prefix", ".")]
    [InlineData("--prefix")]
    [InlineData("--pre", "x")]
    public void BadInputIsSaidInOneSentence(params string[] options)
    {
        ShellResult result = InProcess.Run(["jupyter", "install", .. options]);
        Assert.Equal("", result.MustExitWith(2));
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    // Only the runtime is on the PATH, and the user's data are in the folder.
    private static ShellResult Run(TemporaryFolder folder, params string[] arguments) => Shell.Run("dotnet", [BackpropProgram.Path, .. arguments], folder.Path, new Dictionary<string, string?>
    {
        ["JUPYTER_DATA_DIR"] = folder.Path,
        ["JUPYTER_PATH"] = null,
        ["VIRTUAL_ENV"] = null,
        ["CONDA_PREFIX"] = null,
        ["PATH"] = folder.Path,
    });
}
