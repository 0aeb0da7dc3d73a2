using System.Text.Json;
using System.Text.RegularExpressions;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

public sealed partial class TrainTests
{
    private static readonly string[] s_seed =
    [
        "train", "salary.csv", "--target", "lpa", "--hidden", "2", "--epochs", "75", "--batch-size", "1", "--optimizer", "sgd", "--learning-rate", "0.001", "--no-shuffle", "--seed", "7",
        "--initial-weights", "0.1", "--activation", "linear", "--no-standardize", "--test-split", "0",
    ];

    [Theory]
    [InlineData("float64", 1e-12)]
    [InlineData("float32", 2e-5)]
    public void TheSeedsRegressionIsReproduced(string dtype, double tolerance)
    {
        using var folder = new TemporaryFolder();
        folder.Write("salary.csv", BackpropProgram.Salary);
        ShellResult result = BackpropProgram.Run(folder, [.. s_seed, "--dtype", dtype, "--json"]);
        using JsonDocument document = JsonDocument.Parse(result.MustExitWith());
        Assert.Empty(result.Errors);
        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(Repository.At("tests/fixtures/seeds/published-numbers.json")));
        JsonElement expected = published.RootElement.GetProperty("regression_correct");
        Near(Numbers(expected.GetProperty("epoch_losses")), Numbers(document.RootElement.GetProperty("history").GetProperty("loss")), tolerance);
        JsonElement final = expected.GetProperty("final");
        double[] weights = [.. new[] { "W1", "b1", "W2", "b2" }.SelectMany(name => Numbers(final.GetProperty(name)))];
        Near(weights, [.. document.RootElement.GetProperty("weights").EnumerateArray().SelectMany(weight => Numbers(weight.GetProperty("values")))], tolerance);
    }

    [Fact]
    public void ARegressionIsToldLineByLine()
    {
        using var folder = new TemporaryFolder();
        folder.Write("salary.csv", BackpropProgram.Salary);
        string output = BackpropProgram.Run(folder, [.. s_seed, "--dtype", "float64"]).MustExitWith();
        Approved.Match("Cli.TrainSalary", Seconds().Replace(output, "N s"));
    }

    [Fact]
    public void AClassificationIsToldLineByLine()
    {
        string output = InProcess.Run("train", "--dataset", "placement", "--hidden", "2", "--epochs", "3", "--initial-weights", "0.1", "--no-standardize", "--activation", "sigmoid", "--no-shuffle", "--dtype", "float64").MustExitWith();
        Approved.Match("Cli.TrainPlacement", Seconds().Replace(output, "N s"));
    }

    [Fact]
    public void ATableIsMeasuredOnRowsHeldBack()
    {
        string output = InProcess.Run("train", "--dataset", "iris", "--seed", "1").MustExitWith();
        Assert.Contains("On the 30 rows held back: loss ", output, StringComparison.Ordinal);
        double accuracy = double.Parse(Regex.Match(output, @"held back: .*accuracy ([\d.]+) %").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 90, 100);
    }

    [Fact]
    public void CrossValidationMeasuresEveryRowOnce()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = BackpropProgram.Run(folder, "train", "--dataset", "iris", "--cross-validation", "3", "--epochs", "2", "--json");
        using JsonDocument document = JsonDocument.Parse(result.MustExitWith());
        Assert.Equal(3, document.RootElement.GetProperty("cross_validation").GetProperty("folds").GetArrayLength());
        JsonElement counts = document.RootElement.GetProperty("confusion_matrix").GetProperty("counts_by_true_then_predicted");
        Assert.Equal([50, 50, 50], counts.EnumerateArray().Select(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
    }

    [Fact]
    public void ImagesAreTrainedOn()
    {
        using var folder = new TemporaryFolder();
        // Forty images of 2 × 2 pixels: bright above means class 0, bright below class 1.
        byte[] pixels = [.. Enumerable.Range(0, 40).SelectMany(i => i % 2 == 0 ? new byte[] { 255, (byte)(200 + i), 0, (byte)i } : [0, (byte)i, 255, (byte)(200 + i)])];
        File.WriteAllBytes(folder.At("images.idx"), [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, .. pixels]);
        File.WriteAllBytes(folder.At("labels.idx"), [0, 0, 8, 1, 0, 0, 0, 40, .. Enumerable.Range(0, 40).Select(i => (byte)(i % 2))]);
        string output = InProcess.Run("train", "--images", folder.At("images.idx"), "--labels", folder.At("labels.idx"), "--hidden", "4", "--epochs", "60", "--batch-size", "4").MustExitWith();
        Assert.Contains("images.idx: 40 images of 2 × 2.", output, StringComparison.Ordinal);
        Assert.Contains("On the 8 images held back: ", output, StringComparison.Ordinal);
        Assert.Contains("accuracy 100.0 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ASmallTableIsTrainedOnAsAWhole()
    {
        string output = InProcess.Run("train", "--dataset", "salary", "--epochs", "1").MustExitWith();
        Assert.Contains("4 rows are too few to hold some back for a test", output, StringComparison.Ordinal);
        Assert.Contains("Numbers are float32", output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNumbersDoNotDependOnTheThreads()
    {
        string[] arguments = ["train", "--dataset", "breast-cancer", "--epochs", "2", "--hidden", "64,64"];
        string one = InProcess.Run([.. arguments, "--threads", "1"]).MustExitWith();
        string three = InProcess.Run([.. arguments, "--threads", "3"]).MustExitWith();
        Assert.Equal(Seconds().Replace(one, "N s"), Seconds().Replace(three, "N s"));
    }

    private static double[] Numbers(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number ? [element.GetDouble()] : [.. element.EnumerateArray().SelectMany(Numbers)];

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Abs(expected[i]), $"Number {i} is {actual[i]:R}, expected {expected[i]:R}.");
    }

    [GeneratedRegex(@"\d[\d.]* (min \d+ )?s(?=\.)")]
    private static partial Regex Seconds();
}
