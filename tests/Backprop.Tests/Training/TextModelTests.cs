using System.IO.Compression;
using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Models that read texts: numbers against loops over the words, files that Keras knows as text, and what does not fit.</summary>
public sealed class TextModelTests
{
    private static readonly string[] s_words = ["good", "bad", "film"], s_texts = ["Good film!", "a bad, BAD film", "", "Good"];

    [Fact]
    public void Predictions_of_a_loaded_model_are_the_means_of_the_words_rows()
    {
        using var folder = new TemporaryFolder();
        Functional model = Reviews();
        model.Save(folder.At("reviews.keras"));
        var loaded = (Functional)Model.Load(folder.At("reviews.keras"), compile: false);
        Assert.Equal(By(model), loaded.Predict(s_texts).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(model.Predict(s_texts).ToArray<float>(), loaded.Predict(s_texts).ToArray<float>());
        Assert.Contains("(None, 1)", loaded.Summary(), StringComparison.Ordinal);
        Assert.Contains("(None, None, 2)", loaded.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_say_string_as_Keras_does_and_so_do_copies()
    {
        using var folder = new TemporaryFolder();
        JsonObject written = Config(Reviews(), folder.At("a.keras")), again = Config((Model)Model.Load(folder.At("a.keras"), compile: false), folder.At("b.keras")), copied = Config(Reviews().Clone(), folder.At("c.keras"));
        foreach (JsonObject config in (JsonObject[])[written, again, copied])
        {
            JsonNode layers = config["config"]!["layers"]!, input = layers[0]!["config"]!;
            Assert.Equal("[null,1]", input["batch_shape"]!.ToJsonString());
            Assert.Equal("string", (string?)input["dtype"]);
            JsonNode tensor = layers[1]!["inbound_nodes"]![0]!["args"]![0]!["config"]!;
            Assert.Equal("string", (string?)tensor["dtype"]);
            Assert.Equal("[null,1]", tensor["shape"]!.ToJsonString());
        }

        Assert.Equal(written.ToJsonString(), again.ToJsonString());
    }

    [Fact]
    public void The_file_of_Keras_predicts_for_texts_and_keeps_its_input()
    {
        using var folder = new TemporaryFolder();
        string file = Repository.At("tests/fixtures/keras-cases/files/string-lookup.keras");
        Model model = Model.Load(file, compile: false);
        float[] kernel = model.GetWeights()[0].ToArray<float>(), bias = model.GetWeights()[1].ToArray<float>();
        // red, green, blue are numbers 1, 2, 3; 0 is everything else: one-hot picks a row of the kernel.
        Assert.Equal([kernel[2] + bias[0], kernel[3] + bias[1], kernel[0] + bias[0], kernel[1] + bias[1]], model.Predict(["red", "mauve"]).ToArray<float>());
        Assert.Equal(Entry(file)["config"]!["layers"]![0]!.ToJsonString(), Config(model, folder.At("copy.keras"))["config"]!["layers"]![0]!.ToJsonString());
    }

    [Fact]
    public void A_text_layer_may_be_inside_a_model_inside_the_model()
    {
        using var folder = new TemporaryFolder();
        var words = new TextVectorization(vocabulary: s_words, outputSequenceLength: 3);
        SymbolicTensor text = Input.Text(words);
        var inner = new Functional(text, words.Apply(text), "words");
        SymbolicTensor input = Input.Text(words);
        var model = new Functional(input, new Embedding(5, 2).Apply(inner.Apply(input)));
        model.Save(folder.At("nested.keras"));
        Model loaded = Model.Load(folder.At("nested.keras"), compile: false);
        Assert.Equal([4, 3, 2], loaded.Predict(s_texts).Shape);
        Assert.Equal(model.Predict(s_texts).ToArray<float>(), loaded.Predict(s_texts).ToArray<float>());
    }

    [Fact]
    public void What_takes_no_texts_says_so()
    {
        var numbers = new Sequential { new Dense(1, inputDim: 2) };
        Assert.Contains("takes numbers", Assert.Throws<InvalidOperationException>(() => numbers.Predict(s_texts)).Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        JsonObject config = Config(Reviews(), folder.At("two.keras"));
        JsonArray layers = config["config"]!["layers"]!.AsArray();
        JsonNode second = layers[1]!.DeepClone();
        second["name"] = "other_words";
        second["config"]!["name"] = "other_words";
        layers.Insert(2, second);
        Write(folder.At("two.keras"), config);
        string message = Assert.Throws<Backprop.Formats.ModelFormatException>(() => Model.Load(folder.At("two.keras"), compile: false)).Message;
        Assert.Contains("other_words", message, StringComparison.Ordinal);
        Assert.Contains("one text layer", message, StringComparison.Ordinal);
    }

    private static Functional Reviews()
    {
        var words = new TextVectorization(vocabulary: s_words);
        SymbolicTensor input = Input.Text(words);
        return new Functional(input, new Dense(1).Apply(new GlobalAveragePooling1D().Apply(new Embedding(5, 2).Apply(words.Apply(input)))), seed: 4);
    }

    /// <summary>By hand: the mean of the embeddings of all places of the longest text, 0 where there is no word, 1 for unknown ones.</summary>
    private static float[] By(Model model)
    {
        float[] rows = model.GetWeights()[0].ToArray<float>(), kernel = model.GetWeights()[1].ToArray<float>(), bias = model.GetWeights()[2].ToArray<float>();
        int[][] numbers = [[2, 4, 0, 0], [1, 3, 3, 4], [0, 0, 0, 0], [2, 0, 0, 0]];
        return [.. numbers.Select(text => text.Average(number => rows[2 * number]) * kernel[0] + text.Average(number => rows[(2 * number) + 1]) * kernel[1] + bias[0])];
    }

    private static JsonObject Config(Model model, string path)
    {
        model.Save(path);
        return Entry(path);
    }

    private static JsonObject Entry(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry("config.json")!.Open();
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static void Write(string path, JsonObject config)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update);
        archive.GetEntry("config.json")!.Delete();
        using var writer = new StreamWriter(archive.CreateEntry("config.json", CompressionLevel.NoCompression).Open());
        writer.Write(config.ToJsonString());
    }
}
