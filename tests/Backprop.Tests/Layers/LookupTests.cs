using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

/// <summary>Expected numbers are those of the examples in the documentation of Keras, where it has some.</summary>
public sealed class LookupTests
{
    [Fact]
    public void Categories_become_rows()
    {
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 0], Encode(new CategoryEncoding(4, "one_hot"), Tensor.From([3, 2], [2, 1])));
        Assert.Equal([1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1], Encode(new CategoryEncoding(4), Tensor.From([0, 1, 0, 0, 1, 2, 3, 1], [4, 2])));
        Assert.Equal([1, 0, 2, 1], Encode(new CategoryEncoding(4, "count"), Tensor.From([2, 0, 3, 2, -1, 4], [1, 6])));
        Node weighted = new CategoryEncoding(4, "count").Apply(
            [Constant.Of(Tensor.From([0, 1, 0, 0, 1, 2, 3, 1], [4, 2]))],
            new CallContext(),
            new CallOptions<Node>().With("count_weights", Constant.Of(Tensor.From([0.1f, 0.2f, 0.1f, 0.1f, 0.2f, 0.3f, 0.2f, 0.4f], [4, 2]))));
        Assert.Equal([0.1f, 0.2f, 0, 0, 0.2f, 0, 0, 0, 0, 0.2f, 0.3f, 0, 0, 0.4f, 0, 0.2f], weighted.Evaluate().ToArray<float>());
        Assert.Equal([Shape.Unknown, 3, 4], new CategoryEncoding(4, "one_hot").Apply(Input.Of([3], DType.Int32)).Shape);
    }

    [Fact]
    public void Words_become_numbers_and_rows()
    {
        Assert.Equal([1, 3, 4, 4, 0, 2], new StringLookup(vocabulary: ["a", "b", "c", "d"]).Lookup("a", "c", "d", "d", "z", "b").ToArray<long>());
        Assert.Equal([2, 4, 1, 0], new StringLookup(vocabulary: ["a", "b", "c", "d"], maskToken: "").Lookup("a", "c", "z", "").ToArray<long>());
        Assert.Equal([0, 1, 0, 0, 0, 1, 1, 0, 0], new StringLookup(vocabulary: ["red", "green"], outputMode: "one_hot").Lookup("red", "green", "mauve").ToArray<float>());
        var many = new StringLookup(vocabulary: ["a", "b", "c", "d"], outputMode: "multi_hot");
        Assert.Equal([0, 1, 0, 1, 1, 1, 0, 1, 0, 1], Encode(many, many.Indices(new[,] { { "a", "c", "d", "d" }, { "d", "z", "b", "z" } })));
        var counts = new StringLookup(vocabulary: ["a", "b", "c", "d"], outputMode: "count", maskToken: "z");
        Assert.Equal([0, 1, 0, 1, 2, 0, 0, 1, 0, 1], Encode(counts, counts.Indices(new[,] { { "a", "c", "d", "d" }, { "d", "z", "b", "z" } })));
        var weighted = new StringLookup(vocabulary: ["a", "b", "c", "d"], idfWeights: [0.25, 0.75, 0.6, 0.4], outputMode: "tf_idf");
        Assert.Equal([0, 0.25f, 0, 0.6f, 0.8f, 1, 0, 0.75f, 0, 0.4f], Encode(weighted, weighted.Indices(new[,] { { "a", "c", "d", "d" }, { "d", "z", "b", "z" } })));
    }

    [Fact]
    public void Numbers_become_words_again()
    {
        var layer = new StringLookup(vocabulary: ["a", "b", "c", "d"], invert: true);
        Assert.Equal(["a", "c", "d", "[UNK]"], layer.Texts(Tensor.From([1L, 3, 4, 0])));
        Assert.EndsWith("call Texts with the numbers", Assert.Throws<LayerInputException>(() => layer.Apply(Input.Of([1], DType.Int64))).Message);
    }

    [Fact]
    public void A_vocabulary_is_found_in_data_the_most_frequent_first()
    {
        var layer = new StringLookup();
        layer.Adapt(new[,] { { "a", "c", "d" }, { "d", "z", "b" } });
        Assert.Equal(["[UNK]", "d", "z", "c", "b", "a"], layer.GetVocabulary());
        var few = new StringLookup(maxTokens: 3, outputMode: "tf_idf", padToMaxTokens: true);
        few.Adapt("b", "a", "b", "c", "c", "c");
        Assert.Equal(["c", "b"], few.GetVocabulary(includeSpecialTokens: false));
        double c = Math.Log(1 + 6 / 4.0), b = Math.Log(1 + 6 / 3.0);
        double[] expected = [(c + b) / 2, c, b];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], few.IdfWeights![i], 1e-7);
        Assert.Throws<InvalidOperationException>(() => new StringLookup(vocabulary: ["a"]).Adapt("b"));
        Assert.Contains("has no vocabulary yet", Assert.Throws<InvalidOperationException>(() => new StringLookup().Indices("a")).Message);
    }

    [Fact]
    public void A_vocabulary_must_be_one()
    {
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new StringLookup(vocabulary: ["a", "b", "a"])).Message);
        Assert.Contains("only at the beginning", Assert.Throws<ArgumentException>(() => new StringLookup(vocabulary: ["a", "-"], maskToken: "-")).Message);
        Assert.Contains("at most 2", Assert.Throws<ArgumentException>(() => new StringLookup(maxTokens: 2, vocabulary: ["a", "b"])).Message);
        Assert.Contains("lacks \"z\"", Assert.Throws<ArgumentException>(() => new StringLookup(numOovIndices: 0, vocabulary: ["a"]).Indices("z")).Message);
        Assert.Equal(["-", "[UNK]", "a"], new StringLookup(maskToken: "-", vocabulary: ["-", "[UNK]", "a"]).GetVocabulary());
    }

    [Fact]
    public void A_model_that_begins_with_text_takes_the_numbers_of_its_lookup()
    {
        var colours = new StringLookup(vocabulary: ["red", "green"], outputMode: "one_hot");
        var model = new Sequential { new InputLayer([1], DType.Int64), colours, new Dense(2) };
        Tensor y = model.Predict(colours.Indices("green", "mauve"));
        Assert.Equal([2, 2], y.Shape);
        // The rows of the kernel, for the bias is 0.
        float[] kernel = model.GetWeights()[0].ToArray<float>();
        Assert.Equal([kernel[4], kernel[5], kernel[0], kernel[1]], y.ToArray<float>());
    }

    public static TheoryData<Layer> Saved =>
    [
        new Discretization([0, 0.5]), new Discretization(numBins: 4, outputMode: "one_hot"), new Hashing(3, "", [1, 2]), new Hashing(3, outputMode: "count"),
        new IntegerLookup(10, 2, 7, -2, [1, 2]), new IntegerLookup(outputMode: "multi_hot"), new TextVectorization(10, "lower", "character", [2, 3], "count"),
        new TextVectorization(standardize: null, split: null, outputSequenceLength: 4, vocabulary: ["a b"]), new CategoryEncoding(4, "count"), new StringLookup(10, 2, "", vocabulary: ["a", "b"]), new StringLookup(vocabulary: ["a"], idfWeights: [0.5], outputMode: "tf_idf"),
    ];

    [Theory]
    [MemberData(nameof(Saved))]
    public void A_layer_is_read_as_it_was_written(Layer layer)
    {
        System.Text.Json.Nodes.JsonObject written = KerasObjects.Write(layer)!;
        Layer read = LayerRegistry.All.Read(written, "config");
        Assert.Equal(written.ToJsonString(), KerasObjects.Write(read)!.ToJsonString());
    }

    [Fact]
    public void A_file_promises_the_size_of_a_vocabulary_that_comes_later()
    {
        Config config = new Config().Set("output_mode", "one_hot").Set("vocabulary_size", 4);
        StringLookup layer = StringLookup.FromConfig(config);
        Assert.Equal([Shape.Unknown, 4], layer.Apply(Input.Of([1], DType.Int64)).Shape);
        layer.LoadVocabulary(["[UNK]", "c", "b", "a"]);
        Assert.Equal([0, 0, 0, 1], layer.Lookup("a").ToArray<float>());
        ConfigException file = Assert.Throws<ConfigException>(() => StringLookup.FromConfig(new Config().Set("vocabulary", "/etc/passwd")));
        Assert.Contains("a file is not opened", file.Message);
    }

    private static float[] Encode(Layer layer, Tensor ids) => layer.Apply(Constant.Of(ids), new CallContext()).Evaluate().ToArray<float>();
}
