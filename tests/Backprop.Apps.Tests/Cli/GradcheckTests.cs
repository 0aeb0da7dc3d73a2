using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop gradcheck</c> on a file of the real Keras: text, JSON, exit codes, and where to go with a claim.</summary>
public sealed class GradcheckTests
{
    private static readonly string s_model = Repository.At("tests/fixtures/keras-cases/files/trained.keras");

    [Fact]
    public void A_models_gradients_agree()
    {
        string text = InProcess.Run("gradcheck", s_model, "--entries", "3").MustExitWith();
        Assert.Contains("agrees", text, StringComparison.Ordinal);
        Assert.Contains("extrapolated", text, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("gradcheck", s_model, "--entries", "3", "--json").MustExitWith());
        Assert.Equal("agrees", document.RootElement.GetProperty("verdict").GetString());
        Assert.All(document.RootElement.GetProperty("weights").EnumerateArray(), weight => Assert.Equal(9, weight.GetProperty("worst").GetProperty("sweep").GetArrayLength()));
    }

    [Fact]
    public void Samples_may_be_given()
    {
        string x = "[[0.1, 0.2, -0.3, 0.4], [1, -0.5, 0.25, 0]]";
        Assert.Contains("sequential: agrees", InProcess.Run("gradcheck", s_model, "--entries", "2", "--x", x, "--y", "[0, 2]").MustExitWith(), StringComparison.Ordinal);
        ShellResult half = InProcess.Run("gradcheck", s_model, "--x", x);
        half.MustExitWith(2);
        Assert.Contains("--y", half.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_is_for_the_audit()
    {
        ShellResult result = InProcess.Run("gradcheck", Repository.At("tests/fixtures/audit-cases/sign.json"));
        result.MustExitWith(2);
        Assert.Contains("backprop audit", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rows", "0")]
    [InlineData("--entries", "0")]
    public void Bad_options_are_refused(string option, string value) => Assert.Equal(2, InProcess.Run("gradcheck", s_model, option, value).ExitCode);
}
