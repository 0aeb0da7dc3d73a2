using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop memoization</c> on a file of the real Keras.</summary>
public sealed class MemoizationTests
{
    private static readonly string s_model = Repository.At("tests/fixtures/keras-cases/files/trained.keras");

    [Fact]
    public void Paths_shelves_and_checkpoints_are_told()
    {
        string text = InProcess.Run("memoization", s_model, "--chain", "10").MustExitWith();
        Assert.Contains("δ shared", text, StringComparison.Ordinal);
        Assert.Contains("           3               15                6", text, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("memoization", s_model, "--chain", "56", "--json").MustExitWith());
        JsonElement root = document.RootElement;
        Assert.Equal("140", root.GetProperty("checkpoints")[4].GetProperty("forward_steps").GetString());
        Assert.Equal(56, root.GetProperty("checkpoints").GetArrayLength());
        Assert.True(root.GetProperty("values_kept").GetProperty("bytes").GetInt64() > 0);
        Assert.True(long.Parse(root.GetProperty("multiplications").GetProperty("reverse_mode").GetString()!) < long.Parse(root.GetProperty("multiplications").GetProperty("nothing_shared").GetString()!));
    }

    [Theory]
    [InlineData("--rows", "0")]
    [InlineData("--chain", "0")]
    public void Counts_below_one_are_refused(string option, string value) => Assert.Equal(2, InProcess.Run("memoization", s_model, option, value).ExitCode);
}
