using System.Text.Json;
using Backprop.Apps.Tests.Data;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>Pictures and texts from the command line: trained on, measured, predicted, one by one and all; bad ones in one sentence.</summary>
public sealed class PictureAndTextDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PictureAndTextDataTests()
    {
        for (int i = 0; i < 12; i++)
        {
            Save($"train/dark/{i}.png", (byte)(5 * i), 4, 4);
            Save($"train/light/{i}.png", (byte)(255 - (5 * i)), 6, 3);
        }

        Save("test/dark/0.png", 20, 4, 4);
        Save("test/light/0.png", 240, 4, 4);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_learns_the_folders_and_then_names_pictures()
    {
        string model = _folder.At("model.keras");
        string text = InProcess.Run("train", "--images", _folder.At("train"), "--test-images", _folder.At("test"), "--epochs", "60", "--hidden", "8", "--learning-rate", "0.01", "-o", model).MustExitWith(0);
        Assert.Contains("4x4", text, StringComparison.Ordinal);
        Assert.Contains("light", text, StringComparison.Ordinal);
        using JsonDocument measured = JsonDocument.Parse(InProcess.Run("evaluate", model, _folder.At("test"), "--json").MustExitWith(0));
        Assert.Equal(1, measured.RootElement.GetProperty("metrics").EnumerateObject().First(metric => metric.Name.Contains("accuracy", StringComparison.Ordinal)).Value.GetDouble());
        using JsonDocument dark = JsonDocument.Parse(InProcess.Run("predict", model, _folder.At("test/dark/0.png"), "--json").MustExitWith(0));
        using JsonDocument both = JsonDocument.Parse(InProcess.Run("predict", model, _folder.At("test"), "--json").MustExitWith(0));
        double[][] all = [.. both.RootElement.GetProperty("predictions").EnumerateObject().First().Value.EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetDouble()).ToArray())];
        Assert.Equal(2, all.Length);
        Assert.Equal(all[0], dark.RootElement.GetProperty("predictions").EnumerateObject().First().Value[0].EnumerateArray().Select(number => number.GetDouble()));
        Assert.True(all[0][^1] < 0.5 && all[1][^1] > 0.5);
    }

    [Fact]
    public void A_model_that_reads_texts_predicts_for_a_column_of_them()
    {
        string table = _folder.Write("colours.csv", "colour\nred\nmauve\nblue\n");
        using JsonDocument document = JsonDocument.Parse(InProcess.Run("predict", Repository.At("tests/fixtures/keras-cases/files/string-lookup.keras"), table, "--json").MustExitWith(0));
        Assert.Equal(3, document.RootElement.GetProperty("predictions").EnumerateObject().First().Value.GetArrayLength());
    }

    [Fact]
    public void Colours_can_be_left_out_and_the_size_chosen()
    {
        string model = _folder.At("grey.keras");
        InProcess.Run("train", "--images", _folder.At("train"), "--image-size", "5x2", "--grayscale", "--epochs", "1", "-o", model).MustExitWith(0);
        Assert.Contains("(None, 5, 2, 1)", InProcess.Run("summary", model).MustExitWith(0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leave --labels", "train", "--images", "@train", "--labels", "x.gz")]
    [InlineData("5 by 5", "train", "--images", "@train", "--image-size", "5 by 5")]
    [InlineData("one class", "train", "--images", "@one")]
    [InlineData("no folder", "train", "--images", "@train/dark")]
    [InlineData("belong to --images FOLDER", "train", "--dataset", "iris", "--grayscale")]
    [InlineData("takes no pictures", "predict", "@seed", "@train/dark/0.png")]
    public void Bad_pictures_are_one_sentence(string expected, params string[] arguments)
    {
        Save("one/dark/0.png", 20, 4, 4);
        ShellResult result = InProcess.Run([.. arguments.Select(argument => argument == "@seed" ? Repository.At("tests/fixtures/keras-cases/models/seed-regression/initial.keras") : argument[0] == '@' ? _folder.At(argument[1..]) : argument)]);
        result.MustExitWith(2);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    private void Save(string name, byte color, int width, int height)
    {
        string path = _folder.At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PngFile.Of([.. Enumerable.Repeat(color, width * height * 3)], width, height, 3));
    }
}
