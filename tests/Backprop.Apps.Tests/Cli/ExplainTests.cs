using System.Text.Json;
using System.Xml.Linq;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop explain</c>: a derivation in every form, for whatever it is asked, from samples in every form; bad input in one sentence.</summary>
public sealed class ExplainTests
{
    private static readonly string s_model = Repository.At("tests/fixtures/keras-cases/models/seed-regression/initial.keras");
    private static readonly string[] s_sample = ["--x", "[8, 8]", "--y", "[4]"];

    [Theory]
    [InlineData("--weight", "dense/kernel[0,1]")]
    [InlineData("--weight", "dense/kernel:0,1")]
    public void One_number_of_a_weight_is_derived_to_the_update(string option, string place)
    {
        string text = Run(option, place).MustExitWith(0);
        Assert.Contains("= 8 · 0.1 · (-7.36)", text, StringComparison.Ordinal);
        Assert.Contains("= -5.888", text, StringComparison.Ordinal);
        Assert.Contains("= 0.105888", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--weight", "dense/kernel", "xᵀ @ ∂loss/∂dense/a")]
    [InlineData("--layer", "dense_1", "dense_1/kernel")]
    [InlineData("--activation", "dense/a:0,1", "∂loss/∂dense/a[0,1]")]
    [InlineData("--input", "x:0,1", "∂loss/∂x[0,1]")]
    public void Weights_layers_activations_and_inputs_are_explained(string option, string place, string expected) =>
        Assert.Contains(expected, Run(option, place).MustExitWith(0), StringComparison.Ordinal);

    [Fact]
    public void The_loss_and_the_notations_are_shown()
    {
        Assert.Contains("= 13.5424", Run("--loss").MustExitWith(0), StringComparison.Ordinal);
        Assert.Contains("∂E/∂w^1[0,1]", Run("--weight", "dense/kernel:0,1", "--notation", "mazur").MustExitWith(0), StringComparison.Ordinal);
        Assert.Contains("dW^[1][1,0]", Run("--weight", "dense/kernel:0,1", "--notation", "ng").MustExitWith(0), StringComparison.Ordinal);
        Assert.Contains("-0x1.78d4fdf3b645ap+2", Run("--weight", "dense/kernel:0,1", "--digits", "hex").MustExitWith(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_value_as_a_number_and_the_path()
    {
        using JsonDocument document = JsonDocument.Parse(Run("--weight", "dense/kernel:0,1", "--json").MustExitWith(0));
        JsonElement root = document.RootElement;
        Assert.Equal(-5.888, root.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(3, root.GetProperty("steps")[0].GetProperty("paths")[0].GetProperty("factors").GetArrayLength());
        Assert.Equal(0.105888, root.GetProperty("after").GetDouble(), 1e-12);
    }

    [Fact]
    public void Markdown_LaTeX_and_MathML_are_written_to_files()
    {
        using var folder = new TemporaryFolder();
        string tex = folder.At("card.tex");
        Run("--weight", "dense/kernel:0,1", "--form", "latex", "-o", tex).MustExitWith(0);
        Assert.StartsWith("\\documentclass", File.ReadAllText(tex), StringComparison.Ordinal);
        Run("--weight", "dense/kernel:0,1", "--form", "latex", "-o", tex).MustExitWith(2);
        XElement.Parse(Run("--weight", "dense/kernel:0,1", "--form", "mathml").MustExitWith(0));
        Assert.Contains("$$", Run("--weight", "dense/kernel:0,1", "--form", "markdown").MustExitWith(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_come_as_text_or_in_files()
    {
        using var folder = new TemporaryFolder();
        string claim = folder.Write("claim.json", """{"x": [[8, 8], [7, 9]], "y": [[4], [5]]}""");
        string csv = folder.Write("x.csv", "cgpa,score\n8,8\n7,9\n"), json = folder.Write("y.json", "[[4], [5]]");
        string expected = InProcess.Run("explain", s_model, "--data", claim, "--weight", "dense/kernel:0,1").MustExitWith(0);
        Assert.Equal(expected, InProcess.Run("explain", s_model, "--x", csv, "--y", json, "--weight", "dense/kernel:0,1").MustExitWith(0));
        Assert.Contains("mean over 2 samples", expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean dense/kernel?", "--weight", "dense/kernl:0,1")]
    [InlineData("outside", "--weight", "dense/kernel:0,2")]
    [InlineData("2 indices", "--weight", "dense/kernel:0")]
    [InlineData("names no number", "--weight", "dense/kernel[0,x]")]
    [InlineData("one of --weight", "--digits", "3")]
    [InlineData("one of --weight", "--loss", "--layer", "dense")]
    [InlineData("--terms takes", "--loss", "--terms", "no")]
    public void Bad_places_are_one_sentence(string expected, params string[] arguments)
    {
        ShellResult result = Run(arguments);
        result.MustExitWith(2);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("1 inputs", "[[8, 8], [7]]", "[[4], [5]]")]
    [InlineData("x", "[8, 8", "[4]")]
    [InlineData("x", "nothere.csv", "[4]")]
    [InlineData("NaN", "[NaN, 8]", "[4]")]
    [InlineData("(None, 2)", "[8, 8, 8]", "[4]")]
    public void Bad_samples_are_one_sentence(string expected, string x, string y)
    {
        ShellResult result = InProcess.Run("explain", s_model, "--x", x, "--y", y, "--loss");
        result.MustExitWith(2);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    private static ShellResult Run(params string[] arguments) => InProcess.Run(["explain", s_model, .. s_sample, .. arguments]);
}
