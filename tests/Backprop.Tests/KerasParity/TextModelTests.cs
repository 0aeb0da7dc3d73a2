using System.Text.Json;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.KerasParity;

/// <summary>Models of the real Keras that begin with text: its lookup is done before, and the model takes the numbers.</summary>
public sealed class TextModelTests
{
    [Theory]
    [InlineData("string-lookup.keras")]
    [InlineData("string-lookup-asset.keras")]
    public void A_model_that_begins_with_text_predicts_what_it_does_in_Keras(string file)
    {
        JsonElement entry = JsonDocument.Parse(File.ReadAllText(Repository.At("tests/fixtures/keras-cases/files/files.json"))).RootElement.GetProperty("files").EnumerateArray().Single(one => one.GetProperty("file").GetString() == file);
        string[] texts = [.. entry.GetProperty("x").EnumerateArray().Select(row => row[0].GetString()!)];
        float[] expected = [.. entry.GetProperty("predict").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle()))];
        Model model = Model.Load(Repository.At($"tests/fixtures/keras-cases/files/{file}"));
        Tensor numbers = model.Layers.OfType<StringLookup>().Single().Indices(texts);
        float[] actual = model.Predict(numbers).ToArray<float>();
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
