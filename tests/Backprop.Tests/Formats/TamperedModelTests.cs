using System.IO.Compression;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Layers;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Formats;

/// <summary>Models whose configuration was changed after they were saved: each is refused in one sentence that names the place.</summary>
public sealed class TamperedModelTests
{
    [Fact]
    public void A_name_may_not_steer_a_terminal() =>
        Refused(json => Dense(json)["config"]!["name"] = "x\u001b[31m", "config.config.layers[1].config.name", "control characters");

    [Fact]
    public void A_name_may_not_fill_a_screen() =>
        Refused(json => Dense(json)["config"]!["name"] = new string('a', 100_000), "config.config.layers[1].config.name", "1000 letters");

    [Fact]
    public void A_compilation_must_be_an_object() => Refused(json => json["compile_config"] = 5, "compile_config", "it holds 5");

    [Fact]
    public void A_registered_name_must_be_registered() => Refused(json => Dense(json)["registered_name"] = "evil>Dense", "config.config.layers[1].registered_name", "evil>Dense");

    [Fact]
    public void A_configuration_may_not_be_larger_than_any_model_needs() => Refused(json => json["comment"] = new string(' ', 9 << 20), "config.json", "more than is accepted");

    [Fact]
    public void Weights_that_are_not_numbers_are_read_as_they_are()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential { new InputLayer([2]), new Dense(1) };
        model.SetWeights(new[,] { { float.NaN }, { 1f } }, new[] { float.PositiveInfinity });
        string path = folder.At("model.keras");
        model.Save(path);
        Assert.Equal(model.GetWeights().SelectMany(tensor => tensor.ToArray<float>()), Model.Load(path).GetWeights().SelectMany(tensor => tensor.ToArray<float>()));
    }

    private static JsonNode Dense(JsonNode json) => json["config"]!["layers"]![1]!;

    private static void Refused(Action<JsonNode> change, string place, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("model.keras");
        var model = new Sequential { new InputLayer([2]), new Dense(1) };
        model.Compile("sgd", "mse");
        model.Save(path);
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            ZipArchiveEntry entry = archive.GetEntry("config.json")!;
            JsonNode json;
            using (Stream stream = entry.Open()) json = JsonNode.Parse(stream)!;
            change(json);
            entry.Delete();
            using var writer = new StreamWriter(archive.CreateEntry("config.json").Open());
            writer.Write(json.ToJsonString());
        }

        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => Model.Load(path));
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
