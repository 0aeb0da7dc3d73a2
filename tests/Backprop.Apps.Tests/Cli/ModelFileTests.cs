using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>The commands that read and write models' files, on files of the real Keras and on our own.</summary>
public sealed class ModelFileTests
{
    private const string Table = "cgpa,resume,lpa\n8,8,4\n7,9,5\n6,10,6\n5,15,7\n8,3,4\n7,5,5\n6,7,4\n5,9,6\n9,2,3\n9,4,4\n";

    public static TheoryData<string> Refused => [.. Directory.GetFiles(Repository.At("tests/fixtures/keras-cases/refused"), "*.keras").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_model_is_trained_written_used_and_trained_on()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("salary.csv", Table), model = folder.At("salary.keras"), again = folder.At("again.keras");
        InProcess.Run("train", table, "--target", "lpa", "--epochs", "3", "--output", model).MustExitWith();
        Assert.Contains("dense", InProcess.Run("summary", model).MustExitWith(), StringComparison.Ordinal);
        string[] lines = InProcess.Run("predict", model, table, "--target", "lpa").MustExitWith().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.Contains("loss", InProcess.Run("evaluate", model, table, "--target", "lpa").MustExitWith(), StringComparison.Ordinal);
        Assert.Contains("layers", InProcess.Run("plot", model, "-o", folder.At("model.svg"), "--show-shapes").MustExitWith(), StringComparison.Ordinal);
        Assert.Contains("dense_1", File.ReadAllText(folder.At("model.svg")), StringComparison.Ordinal);
        Assert.Contains("--force", InProcess.Run("plot", model, "-o", folder.At("model.svg")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("<svg", InProcess.Run("plot", model).MustExitWith(), StringComparison.Ordinal);
        Assert.Contains("layers/dense/vars/0", InProcess.Run("inspect", model).MustExitWith(), StringComparison.Ordinal);
        InProcess.Run("train", table, "--target", "lpa", "--epochs", "2", "--resume", model, "--output", again).MustExitWith();
        InProcess.Run("train", table, "--target", "lpa", "--epochs", "1", "--resume", model, "--output", model).MustExitWith();
        foreach (string form in (string[])["w.weights.h5", "w.npz", "w.safetensors"])
        {
            InProcess.Run("convert", again, folder.At(form)).MustExitWith();
            InProcess.Run("inspect", folder.At(form)).MustExitWith();
            InProcess.Run("convert", model, folder.At("back.keras"), "--weights", folder.At(form), "--force").MustExitWith();
            Assert.Equal(InProcess.Run("predict", again, table, "--target", "lpa").Output, InProcess.Run("predict", folder.At("back.keras"), table, "--target", "lpa").Output);
        }
    }

    [Theory]
    [InlineData("trained.keras")]
    [InlineData("folder")]
    [InlineData("legacy.h5")]
    public void Keras_files_are_summarised_and_used(string file)
    {
        string path = Repository.At($"tests/fixtures/keras-cases/files/{file}");
        using JsonDocument summary = JsonDocument.Parse(InProcess.Run("summary", path, "--json").MustExitWith());
        Assert.True(summary.RootElement.GetProperty("parameters").GetInt64() > 0);
        using JsonDocument contents = JsonDocument.Parse(InProcess.Run("inspect", path, "--json").MustExitWith());
        Assert.True(contents.RootElement.GetProperty("tensors").GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("convnet")]
    [InlineData("nested-models")]
    [InlineData("transformer-block")]
    public void The_texts_of_summary_and_inspect_are_the_approved_ones(string name)
    {
        string path = Repository.At($"tests/fixtures/keras-cases/models/{name}/fitted.keras");
        Approved.Match($"Cli.Summary.{name}", InProcess.Run("summary", path).MustExitWith());
        Approved.Match($"Cli.Inspect.{name}", InProcess.Run("inspect", path).MustExitWith());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_bad_file_is_refused_in_one_sentence(string file)
    {
        ShellResult result = InProcess.Run("summary", Repository.At($"tests/fixtures/keras-cases/refused/{file}"));
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(file, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_said_before_it_is_tried()
    {
        using var folder = new TemporaryFolder();
        string table = folder.Write("salary.csv", Table);
        Assert.Contains(".keras", InProcess.Run("train", table, "--target", "lpa", "--output", folder.At("model.txt")).Errors, StringComparison.Ordinal);
        Assert.Contains("does not exist", InProcess.Run("train", table, "--target", "lpa", "--output", folder.At("missing/model.keras")).Errors, StringComparison.Ordinal);
        string model = folder.Write("model.keras", "precious");
        Assert.Contains("--force", InProcess.Run("train", table, "--target", "lpa", "--output", model).Errors, StringComparison.Ordinal);
        Assert.Contains("--force", InProcess.Run("convert", folder.At("a.keras"), model).Errors, StringComparison.Ordinal);
        Assert.Contains("the file that is read", InProcess.Run("predict", model, table, "--output", table, "--force").Errors, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(model));
        Assert.Equal(Table, File.ReadAllText(table));
        Assert.Equal(2, InProcess.Run("summary", folder.At("none.keras")).ExitCode);
        Assert.Equal(2, InProcess.Run("convert", folder.At("a.npz"), folder.At("b.keras")).ExitCode);
    }
}
