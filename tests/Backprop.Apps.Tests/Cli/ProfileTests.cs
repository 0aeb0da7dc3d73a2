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

    [Fact]
    public void A_step_of_training_is_measured_and_nothing_is_changed()
    {
        using JsonDocument prediction = JsonDocument.Parse(InProcess.Run("profile", s_model, "--runs", "2", "--json").MustExitWith()), step = JsonDocument.Parse(InProcess.Run("profile", s_model, "--train", "--runs", "2", "--json").MustExitWith());
        Assert.True(step.RootElement.GetProperty("training").GetBoolean());
        Assert.True(step.RootElement.GetProperty("peak_floating_point_operations_per_second").GetDouble() > 1e8);
        Assert.True(Work(step) > 2 * Work(prediction));
        string text = InProcess.Run("profile", s_model, "--train", "--runs", "2").MustExitWith();
        Assert.Contains("a step of training", text, StringComparison.Ordinal);
        Assert.Contains("of peak", text, StringComparison.Ordinal);

        static long Work(JsonDocument document) => document.RootElement.GetProperty("operations").EnumerateArray().Sum(operation => operation.GetProperty("floating_point_operations").GetInt64());
    }

    [Fact]
    public void A_model_without_a_loss_has_no_step_to_measure()
    {
        using var folder = new TemporaryFolder();
        new Backprop.Training.Sequential { new Backprop.Layers.InputLayer([2]), new Backprop.Layers.Dense(1) }.Save(folder.At("plain.keras"));
        ShellResult result = InProcess.Run("profile", folder.At("plain.keras"), "--train");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names no loss", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--runs", "0")]
    public void Counts_below_one_are_refused(string option, string value) => Assert.Equal(2, InProcess.Run("profile", s_model, option, value).ExitCode);
}
