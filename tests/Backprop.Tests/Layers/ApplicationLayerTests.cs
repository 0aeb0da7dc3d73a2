using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

/// <summary>The layers that keras.applications brings along.</summary>
public sealed class ApplicationLayerTests
{
    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new LayerScale(0.1, 3), [[2, 3]], [2, 3], [3]);
        LayerContract.Check(() => new StochasticDepth(0.25), [[2, 3]], [2, 3]);
        LayerContract.Check(() => new CustomScaleLayer(0.17), [[2, 3], [2, 3]], [2, 3]);
    }

    // As keras.saving.serialize_keras_object writes them: a module of its own, and the class name registered.
    [Theory]
    [InlineData("""{"module": "keras.src.applications.convnext", "class_name": "LayerScale", "config": {"name": "s", "trainable": true, "dtype": "float32", "init_values": 1e-06, "projection_dim": 2}, "registered_name": "LayerScale"}""")]
    [InlineData("""{"module": "keras.src.applications.convnext", "class_name": "StochasticDepth", "config": {"name": "s", "trainable": true, "dtype": "float32", "drop_path_rate": 0.2}, "registered_name": "StochasticDepth"}""")]
    [InlineData("""{"module": "keras.src.applications.inception_resnet_v2", "class_name": "CustomScaleLayer", "config": {"name": "s", "trainable": true, "dtype": "float32", "scale": 0.17}, "registered_name": "CustomScaleLayer"}""")]
    public void They_are_written_as_keras_writes_them(string keras)
    {
        JsonObject given = JsonNode.Parse(keras)!.AsObject();
        JsonObject written = KerasObjects.Write(LayerRegistry.All.Read(given, "layer"))!;
        foreach (string field in (string[])["module", "class_name", "registered_name"]) Assert.Equal((string?)given[field], (string?)written[field]);
        foreach ((string name, JsonNode? value) in given["config"]!.AsObject())
        {
            if (name != "dtype") Assert.True(JsonNode.DeepEquals(value, written["config"]![name]), name);
        }
    }

    [Fact]
    public void Stochastic_depth_drops_whole_samples()
    {
        const int batch = 4000;
        Tensor x = Tensor.From([.. Enumerable.Repeat(1.0, batch * 3)], [batch, 3]);
        Tensor y = new StochasticDepth(0.25).Apply(Constant.Of(x), new CallContext(training: true)).Evaluate();
        double[][] rows = [.. y.ToArray<double>().Chunk(3)];
        Assert.All(rows, row => Assert.True(row is [0, 0, 0] || row.All(value => value == 1 / 0.75)));
        // Four standard deviations of a binomial count.
        Assert.InRange(rows.Count(row => row[0] == 0), 1000 - 110, 1000 + 110);
    }

    [Fact]
    public void A_registered_name_that_nobody_registered_is_refused()
    {
        JsonNode node = JsonNode.Parse("""{"module": "keras.layers", "class_name": "Dense", "config": {"units": 2}, "registered_name": "evil>Dense"}""")!;
        ConfigException refused = Assert.Throws<ConfigException>(() => LayerRegistry.All.Read(node, "config"));
        Assert.Contains("\"evil>Dense\" is no layer that this program has registered", refused.Message, StringComparison.Ordinal);
    }
}
