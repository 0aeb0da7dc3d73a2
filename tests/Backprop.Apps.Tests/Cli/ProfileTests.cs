using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop profile</c> on a file of the real Keras: a table, JSON, and a trace.</summary>
public sealed class ProfileTests
{
    private static readonly string s_model = Repository.At("tests/fixtures/keras-cases/files/trained.keras");

    [Fact]
    public void A_prediction_is_measured_operation_by_operation()
    {
        using var folder = new TemporaryFolder();
        string trace = folder.At("trace.json");
        Assert.Contains("MatMul", InProcess.Run("profile", s_model, "--runs", "2").MustExitWith(), StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("profile", s_model, "--runs", "2", "--batch", "5", "--json", "--trace", trace).MustExitWith());
        JsonElement[] operations = [.. document.RootElement.GetProperty("operations").EnumerateArray()];
        Assert.Equal(5, document.RootElement.GetProperty("batch").GetInt32());
        Assert.Contains(operations, operation => operation.GetProperty("floating_point_operations").GetInt64() > 0);
        using JsonDocument events = JsonDocument.Parse(File.ReadAllText(trace));
        JsonElement[] listed = [.. events.RootElement.GetProperty("traceEvents").EnumerateArray()];
        Assert.Equal(operations.Sum(operation => operation.GetProperty("calls").GetInt32()), listed.Length);
        Assert.All(listed, entry => Assert.Equal("X", entry.GetProperty("ph").GetString()));
        Assert.Contains("--force", InProcess.Run("profile", s_model, "--trace", trace).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--runs", "0")]
    public void Counts_below_one_are_refused(string option, string value) => Assert.Equal(2, InProcess.Run("profile", s_model, option, value).ExitCode);
}
