using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop audit</c>: the exit code says what was found, and --json prints one document.</summary>
public sealed class AuditCommandTests
{
    private const string Kink = """
        { "layers": [{"units": 1, "activation": "relu"}, {"units": 1}], "weights": [[[0.5]], [-0.5], [[2]], [0.25]], "loss": "mse", "x": [[1]], "y": [[1]], "gradients": {"dense/kernel": [[-3]]} }
        """;

    [Theory]
    [InlineData("agrees", 0, "The claim agrees.")]
    [InlineData("agrees-rounded", 0, "rounded")]
    [InlineData("sign", 1, "opposite sign")]
    [InlineData("update-wrong-rate", 1, "learning rate")]
    public void The_exit_code_says_what_was_found(string claim, int code, string text) =>
        Assert.Contains(text, InProcess.Run("audit", Repository.At($"tests/fixtures/audit-cases/{claim}.json")).MustExitWith(code), StringComparison.Ordinal);

    [Fact]
    public void A_kink_cannot_be_told_and_a_bad_claim_not_be_used()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("kink", InProcess.Run("audit", folder.Write("kink.json", Kink)).MustExitWith(3), StringComparison.Ordinal);
        ShellResult bad = InProcess.Run("audit", folder.Write("bad.json", Kink.Replace("dense/kernel", "dense/kernl", StringComparison.Ordinal)));
        bad.MustExitWith(2);
        Assert.Contains("bad.json", bad.Errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean dense/kernel?", bad.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document()
    {
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("audit", Repository.At("tests/fixtures/audit-cases/two-mistakes.json"), "--json").MustExitWith(1));
        Assert.Equal("disagrees", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal("disagrees", document.RootElement.GetProperty("weights")[3].GetProperty("verdict").GetString());
    }
}
