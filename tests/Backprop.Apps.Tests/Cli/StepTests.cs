using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop step</c>: one training step in order, as a table and as JSON, of a model in a file and of a network written out in a claim.</summary>
public sealed class StepTests
{
    private static readonly string s_models = Repository.At("tests/fixtures/keras-cases/models");

    [Fact]
    public void A_step_goes_forwards_backwards_and_updates()
    {
        string text = InProcess.Run("step", Path.Combine(s_models, "seed-regression/initial.keras"), "--x", "[8, 8]", "--y", "[4]").MustExitWith(0);
        string[] order = ["forward", "dense_1/a", "= 13.5424", "backward", "∂loss/∂dense_1/a", "∂loss/∂dense/kernel", "update by sgd", "new dense/kernel", "— is not computed"];
        Assert.All(order, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains("[0.105888, 0.105888, 0.105888, 0.105888]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_a_row_for_every_value_and_tells_not_computed_from_zero()
    {
        string model = Path.Combine(s_models, "lstm-classifier");
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("step", Path.Combine(model, "initial.keras"), "--data", Path.Combine(model, "data.npz"), "--json").MustExitWith(0));
        JsonElement[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, rows.Length), rows.Select(row => row.GetProperty("step").GetInt32()));
        Assert.Equal(["forward", "backward", "update"], rows.Select(row => row.GetProperty("phase").GetString()).Distinct());
        Assert.Contains(rows, row => row.GetProperty("phase").GetString() == "forward" && row.GetProperty("gradient").ValueKind == JsonValueKind.Null);
        Assert.Contains(rows, row => row.GetProperty("name").GetString() == "loss" && row.GetProperty("gradient").GetDouble() == 1);
    }

    [Fact]
    public void A_network_written_out_in_a_claim_needs_no_model_file()
    {
        using var folder = new TemporaryFolder();
        string claim = folder.Write("network.json", """{"layers": [{"units": 2, "activation": "linear"}, {"units": 1, "activation": "linear"}], "weights": {"dense/kernel": [[0.1, 0.1], [0.1, 0.1]], "dense/bias": [0, 0], "dense_1/kernel": [[0.1], [0.1]], "dense_1/bias": [0]}, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.001}, "x": [[8, 8]], "y": [[4]]}""");
        Assert.Contains("∂loss/∂dense/kernel", InProcess.Run("step", claim).MustExitWith(0), StringComparison.Ordinal);
        Assert.Contains("= 8 · 0.1 · ", InProcess.Run("explain", claim, "--weight", "dense/kernel:0,1").MustExitWith(0), StringComparison.Ordinal);
        ShellResult audit = InProcess.Run("audit", claim);
        audit.MustExitWith(2);
        Assert.Contains("it claims nothing", audit.Errors, StringComparison.Ordinal);
    }
}
