using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backprop.Apps.Tests.Jupyter;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>Jupyter itself runs every notebook (<c>jupyter nbconvert --execute</c>): no errors, and what it gives is what is stored.</summary>
[Trait("tier", "slow")]
public sealed partial class NotebookServerTests
{
    public static TheoryData<string> Names => [.. NotebookSource.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void JupyterRunsItAndGetsWhatIsStored(string name)
    {
        Assert.SkipUnless(Shell.Has("jupyter-nbconvert"), "Jupyter is not installed: apt-get install jupyter-nbconvert.");
        Assert.SkipWhen(name == "fashion-mnist" && !Directory.Exists("/usr/share/datasets/fashion-mnist"), "The data set is not installed: apt-get install dataset-fashion-mnist.");
        using var folder = new TemporaryFolder();
        KernelSpecificationFile.Write(folder);
        Shell.Run("jupyter-nbconvert", ["--to", "notebook", "--execute", "--output-dir", folder.Path, NotebookFile.Path(name)], folder.Path, new Dictionary<string, string?> { ["JUPYTER_PATH"] = folder.Path, ["PYTHONWARNINGS"] = "ignore" }).MustExitWith(0);
        JsonNode executed = JsonNode.Parse(File.ReadAllText(folder.At(name + ".ipynb")))!, stored = JsonNode.Parse(File.ReadAllText(NotebookFile.Path(name)))!;
        Assert.All(NotebookFile.Outputs(executed), output => Assert.NotEqual("error", output["output_type"]!.ToString()));
        string[] expected = Texts(stored), actual = Texts(executed);
        Assert.Equal(expected.Length, actual.Length);
        // What hundreds of steps in float32 lead to differs from one processor to the next.
        double tolerance = name == "fashion-mnist" ? 0.05 : 1e-3;
        foreach ((string before, string now) in expected.Zip(actual)) MustAgree(before, now, tolerance);
    }

    // Without the bars of a training: one is shown where it takes longer than a moment.
    private static string[] Texts(JsonNode notebook) =>
        [.. NotebookFile.Outputs(notebook).Where(output => output["data"]?["text/html"] is not { } html || !Join(html).StartsWith("<progress", StringComparison.Ordinal)).Select(output => Join(output["text"] ?? output["data"]!["text/plain"]!)).Select(text => OfThisRun().Replace(text, "~"))];

    private static string Join(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => line!.ToString())) : text.ToString();

    // The same words, and numbers that differ no more than processors do.
    private static void MustAgree(string expected, string actual, double tolerance)
    {
        Assert.Equal(Words(expected), Words(actual));
        foreach ((Match before, Match now) in Number().Matches(expected).Zip(Number().Matches(actual)))
        {
            (double first, double second) = (double.Parse(before.Value, CultureInfo.InvariantCulture), double.Parse(now.Value, CultureInfo.InvariantCulture));
            Assert.True(Math.Abs(first - second) <= tolerance * Math.Max(1, Math.Abs(first)), $"stored {before.Value}, now {now.Value}, in: {expected}");
        }
    }

    // A number of one digit less is filled up with a blank.
    private static string Words(string text) => Blanks().Replace(Number().Replace(text, "#"), " ");

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    // Times, counts of agreeing digits, remainders of rounding, and the blanks that align them.
    [GeneratedRegex(@"\s*\d+(\.\d+)? (s\b|digits\b.*)|± ?[-+.\dE]+|agree in every bit\.|agree to \d+ digits or more\.")]
    private static partial Regex OfThisRun();

    [GeneratedRegex(@"(?<![\w])-?\d+(\.\d+)?(E[-+]?\d+)?")]
    private static partial Regex Number();
}
