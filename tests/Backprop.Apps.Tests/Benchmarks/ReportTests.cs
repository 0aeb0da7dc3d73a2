using System.Text.Json;
using System.Xml.Linq;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Benchmarks;

/// <summary>The benchmark's report is well formed, whatever the figures are.</summary>
public sealed class ReportTests
{
    [Fact]
    public void A_quick_run_writes_its_table_as_text_as_JSON_and_as_a_picture()
    {
        string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        string text = Path.Combine(folder, "report.txt"), json = Path.Combine(folder, "report.json"), svg = Path.Combine(folder, "report.svg");
        ShellResult run = Run("--quick", "--no-peers", "--filter", "product-64x", "--text", text, "--json", json, "--svg", svg);
        run.MustExitWith(0);

        using var document = JsonDocument.Parse(File.ReadAllText(json));
        JsonElement result = document.RootElement.GetProperty("results")[0];
        Assert.Equal("product-64x64x64", result.GetProperty("name").GetString());
        Assert.True(document.RootElement.GetProperty("peakMultiplyAddsPerSecond").GetDouble() > 0);
        Assert.Equal(["L2", "L3", "memory"], document.RootElement.GetProperty("bytesPerSecond").EnumerateObject().Select(level => level.Name));
        Assert.Equal(5, result.GetProperty("ours").GetProperty("samples").GetInt32());
        Assert.True(result.GetProperty("ours").GetProperty("bestSeconds").GetDouble() <= result.GetProperty("ours").GetProperty("medianSeconds").GetDouble());
        Assert.Contains("product-64x64x64", File.ReadAllText(text), StringComparison.Ordinal);
        Assert.Contains(XDocument.Load(svg).Descendants(), element => element.Value == "product-64x64x64");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_name_that_no_workload_has_is_refused_with_the_names()
    {
        ShellResult run = Run("--quick", "--no-peers", "--filter", "perceptron");
        run.MustExitWith(2);
        Assert.Contains("There are product-32x32x32", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_option_is_refused()
    {
        ShellResult run = Run("--fast");
        run.MustExitWith(2);
        Assert.Contains("There is no option --fast.", run.Errors, StringComparison.Ordinal);
    }

    private static ShellResult Run(params string[] arguments) =>
        Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Backprop.Benchmarks.dll"), .. arguments]);
}
