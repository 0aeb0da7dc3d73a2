using System.IO.Compression;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Layers;
using Backprop.Testing;
using Backprop.Training;
using Backprop.Vocabulary;

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
    public void A_layer_must_be_built_for_what_it_gets() => Refused(json => Dense(json)["build_config"] = new JsonObject { ["input_shape"] = new JsonArray(null, 3) }, "config.config.layers[1].build_config.input_shape", "gets (None, 2)");

    [Fact]
    public void What_is_not_known_is_passed_over_and_said()
    {
        using var folder = new TemporaryFolder();
        string path = Tampered(folder, json => Dense(json)["config"]!["quantum"] = 2);
        string warnings = TestRun.ErrorsOf(() => Model.Load(path));
        Assert.Contains("config.config.layers[1].config.quantum", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_without_a_place_are_passed_over_and_said()
    {
        using var folder = new TemporaryFolder();
        var large = new Sequential { new InputLayer([2]), new Dense(1), new Dense(1) };
        var small = new Sequential { new InputLayer([2]), new Dense(1) };
        large.SaveWeights(folder.At("large.weights.h5"));
        string warnings = TestRun.ErrorsOf(() => small.LoadWeights(folder.At("large.weights.h5")));
        Assert.Contains("large.weights.h5 holds 2 arrays for which this model has no place: layers/dense_1/vars/0, layers/dense_1/vars/1", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bare_words_of_Python_are_numbers()
    {
        JsonNode json = JsonNode.Parse(BareNumbers.Quote("""{"a": -Infinity, "b": [Infinity, NaN], "c": "NaN \\ \" Infinity", "d": 1}"""))!;
        var config = new Config((JsonObject)json, "config");
        Assert.Equal(double.NegativeInfinity, config.Double("a"));
        Assert.Equal([double.PositiveInfinity, double.NaN], config.OptionalDoubles("b")!);
        Assert.Equal("NaN \\ \" Infinity", config.Text("c"));
        Assert.Equal(1, config.Double("d"));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(double.NaN, "NaN")]
    public void What_is_not_finite_is_written_as_Pythons_bare_word(double value, string word)
    {
        using var folder = new TemporaryFolder();
        // A name that is such a word stays a name.
        var model = new Sequential { new InputLayer([2]), new Dense(1, kernelInitializer: new Backprop.Initializers.Constant(value), name: "NaN") };
        string path = folder.At("model.keras");
        model.Save(path);
        using (System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(path))
        {
            using var reader = new StreamReader(archive.GetEntry("config.json")!.Open());
            string text = reader.ReadToEnd();
            Assert.Contains($"\"value\":{word}", text, StringComparison.Ordinal);
            Assert.Contains("\"name\":\"NaN\"", text, StringComparison.Ordinal);
        }

        var again = (Dense)Model.Load(path).GetLayer("NaN");
        Assert.Equal(value, again.GetConfig().Inner("kernel_initializer").Inner("config").Double("value"));
        Assert.Equal(value, model.Clone().GetLayer("NaN").GetConfig().Inner("kernel_initializer").Inner("config").Double("value"));
    }

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
        string path = Tampered(folder, change);
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => Model.Load(path));
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static string Tampered(TemporaryFolder folder, Action<JsonNode> change)
    {
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

        return path;
    }
}
