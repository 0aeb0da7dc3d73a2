using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

/// <summary>Expected numbers are those of the examples in the documentation of Keras, where it has some.</summary>
public sealed class PreprocessingTests
{
    [Fact]
    public void Whole_numbers_become_places_and_rows()
    {
        Tensor data = Tensor.From([12L, 1138, 42, 42, 1000, 36], [2, 3]);
        var layer = new IntegerLookup(vocabulary: [12, 36, 1138, 42]);
        Assert.Equal([1, 3, 4, 4, 0, 2], Longs(layer, data));
        Assert.Equal([2, 4, 5, 1, 0, 3], Longs(new IntegerLookup(vocabulary: [12, 36, 1138, 42], numOovIndices: 2), Tensor.From([12L, 1138, 42, 37, 1000, 36], [2, 3])));
        Assert.Equal([1, 2, -1, 0], Longs(new IntegerLookup(vocabulary: [5, -5], numOovIndices: 0, maskToken: 0), Tensor.From([5L, -5, 6, 0], [1, 4])));
        Assert.Equal([12, 1138, 42, 42, -1, 36], Longs(new IntegerLookup(vocabulary: [12, 36, 1138, 42], invert: true), Tensor.From([1L, 3, 4, 4, 0, 2], [2, 3])));
        var weighted = new IntegerLookup(vocabulary: [12, 36, 1138, 42], idfWeights: [0.25, 0.75, 0.6, 0.4], outputMode: "tf_idf");
        Assert.Equal([0, 0.25f, 0, 0.6f, 0.8f, 1, 0, 0.75f, 0, 0.4f], Floats(weighted, Tensor.From([12L, 1138, 42, 42, 42, 7, 36, 7], [2, 4])));
        var found = new IntegerLookup();
        found.Adapt(data);
        Assert.Equal([-1, 42, 1138, 1000, 36, 12], found.GetVocabulary());
        Assert.Equal(new TensorType(DType.Int64, [Shape.Unknown, 3]), found.Apply(Input.Of([3], DType.Int32)).Type);
    }

    [Fact]
    public void Numbers_are_sorted_into_bins()
    {
        Tensor data = Tensor.From([-1.5f, 1, 3.4f, 0.5f, 0, 3, 1.3f, 0], [2, 4]);
        Assert.Equal([0, 2, 3, 1, 1, 3, 2, 1], Longs(new Discretization([0, 1, 2]), data));
        var found = new Discretization(numBins: 4, epsilon: 0.01);
        found.Adapt(data);
        Assert.Equal([0, 2, 3, 2, 1, 3, 3, 1], Longs(found, data));
        Assert.Equal([0, 1, 0, 0, 0, 1], Floats(new Discretization([0.0, 2], outputMode: "one_hot"), Tensor.From([1f, 2], [2, 1])));
        Assert.Throws<InvalidOperationException>(() => new Discretization([0.0]).Adapt(data));
        Assert.Throws<ArgumentException>(() => new Discretization());
        Assert.Throws<ArgumentException>(() => new Discretization([1.0, 0]));
    }

    [Fact]
    public void Bins_of_much_data_hold_equal_shares()
    {
        var layer = new Discretization(numBins: 4);
        layer.Adapt(Tensor.From([.. Enumerable.Range(0, 10000).Select(i => i * 7919 % 10000 / 10000f)], [10000]));
        for (int i = 0; i < 3; i++) Assert.Equal((i + 1) / 4.0, layer.BinBoundaries![i], 0.011);
    }

    [Fact]
    public void Texts_become_numbers_of_words()
    {
        var layer = new TextVectorization(maxTokens: 5000, outputSequenceLength: 4);
        layer.Adapt("foo bar", "bar baz", "baz bada boom");
        Assert.Equal(["", "[UNK]", "baz", "bar", "foo", "boom", "bada"], layer.GetVocabulary());
        Assert.Equal([4, 1, 3, 0, 1, 2, 0, 0], layer.Lookup("foo qux bar", "qux baz").ToArray<long>());
        var plain = new TextVectorization(vocabulary: ["earth", "wind", "and", "fire"]);
        Tensor numbers = plain.Lookup("Earth, wind & FIRE!", "  and\tfire");
        Assert.Equal([2, 3], numbers.Shape);
        Assert.Equal([2, 3, 5, 4, 5, 0], numbers.ToArray<long>());
    }

    [Fact]
    public void Texts_become_rows_without_what_fills_them_up()
    {
        var layer = new TextVectorization(vocabulary: ["a", "b", "a b"], ngrams: [1, 2], outputMode: "count");
        Assert.Equal(["[UNK]", "a", "b", "a b"], layer.GetVocabulary());
        // "a b c": a, b, c, "a b", "b c".
        Assert.Equal([2, 1, 1, 1, 0, 1, 0, 0], layer.Lookup("a b c", "a").ToArray<float>());
        var letters = new TextVectorization(standardize: "lower", split: "character", vocabulary: ["x", "y"], outputMode: "multi_hot");
        Assert.Equal([0, 1, 1], letters.Lookup("XyX").ToArray<float>());
        Assert.Equal([Shape.Unknown, 3], letters.Apply(Input.Of([Shape.Unknown], DType.Int64)).Shape);
    }

    [Fact]
    public void A_model_reads_texts_of_any_length()
    {
        var words = new TextVectorization(vocabulary: ["good", "bad"]);
        var model = new Sequential { new InputLayer([Shape.Unknown], DType.Int64), words, new Embedding(4, 2, maskZero: true), new GlobalAveragePooling1D() };
        Tensor y = model.Predict(words.Indices("good", "good bad good"));
        float[] table = model.GetWeights()[0].ToArray<float>();
        Assert.Equal(table[4], y.At(0), 1e-6);
        Assert.Equal((2 * table[4] + table[6]) / 3, y.At(2), 1e-6);
    }

    [Fact]
    public void Texts_are_hashed_into_the_bins_of_Keras()
    {
        Assert.Equal([1, 0, 1, 1, 2], new Hashing(3).Lookup("A", "B", "C", "D", "E").ToArray<long>());
        Assert.Equal([1, 1, 0, 2, 2], new Hashing(3, maskValue: "").Lookup("A", "B", "", "C", "D").ToArray<long>());
        Assert.Equal([1, 2, 1, 0, 2], new Hashing(3, salt: [133, 137]).Lookup("A", "B", "C", "D", "E").ToArray<long>());
        Assert.Equal([0, 0, 2, 1, 0], new Hashing(3, salt: [133]).Lookup("A", "B", "C", "D", "E").ToArray<long>());
        Assert.Equal([2, 4, 5, 0, 1, 3], new StringLookup(vocabulary: ["a", "b", "c", "d"], numOovIndices: 2).Lookup("a", "c", "d", "m", "z", "b").ToArray<long>());
        Assert.Equal(new Hashing(3).Lookup("-7", "12").ToArray<long>(), new Hashing(3).Indices(Tensor.From([-7.5, 12])).ToArray<long>());
    }

    /// <summary>From the documentation of FARM_FINGERPRINT in BigQuery (the first three) and the tests of Guava.</summary>
    [Theory]
    [InlineData("1footrue", 1, -1541654101129638711)]
    [InlineData("2applefalse", 1, 2794438866806483259)]
    [InlineData("3true", 1, -4880158226897771312)]
    [InlineData("test", 1, 8581389452482819506)]
    [InlineData("test", 8, -4196240717365766262)]
    [InlineData("test", 64, 3500507768004279527)]
    public void A_fingerprint_is_that_of_FarmHash(string text, int times, long expected) =>
        Assert.Equal(expected, unchecked((long)FarmHash.Fingerprint(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, times))))));

    private static long[] Longs(Layer layer, Tensor x) => layer.Apply(Constant.Of(x), new CallContext()).Evaluate().ToArray<long>();

    private static float[] Floats(Layer layer, Tensor x) => layer.Apply(Constant.Of(x), new CallContext()).Evaluate().ToArray<float>();
}
