using System.Text;
using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Numbers words, or other pieces of text, by a vocabulary, and gives out the numbers or rows of them. Text never enters a graph: <see cref="Indices(string[,])"/>
/// looks it up, and the layer within a model takes the numbers. <see cref="Lookup"/> does both at once.
/// <code>
/// var colours = new StringLookup(vocabulary: ["red", "green"], outputMode: "one_hot");
/// var model = new Sequential { new InputLayer([1], DType.Int64), colours, new Dense(2) };
/// Tensor y = model.Predict(colours.Indices("green", "mauve"));
/// </code>
/// Source: keras/src/layers/preprocessing/string_lookup.py.
/// </summary>
public sealed class StringLookup : IndexLookup, ITextLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special tokens included. Default no limit.</param>
    /// <param name="numOovIndices">The number of places for tokens that the vocabulary lacks; over 1, a hash chooses among them. Default 1.</param>
    /// <param name="maskToken">The token that stands for "nothing here": 0 in mode "int", in others it counts for nothing. Default none.</param>
    /// <param name="oovToken">What unknown tokens become when numbers are turned back. Default "[UNK]".</param>
    /// <param name="vocabulary">The tokens. Default found by <see cref="Adapt(IReadOnlyList{string})"/>.</param>
    /// <param name="idfWeights">In mode "tf_idf" the weight of each token, given together with the vocabulary.</param>
    /// <param name="invert">Whether numbers are turned back into tokens, by <see cref="Texts"/>. Default false.</param>
    /// <param name="outputMode">"int" (numbers), "one_hot", "multi_hot", "count" or "tf_idf" (counts, weighted). Default "int".</param>
    /// <param name="padToMaxTokens">Whether rows are as long as the largest vocabulary. Default false.</param>
    /// <param name="name">The name. Default string_lookup, string_lookup_1 …</param>
    /// <param name="dtype">The number type of rows. Default float32, or the model's.</param>
    /// <exception cref="ArgumentException">The arguments contradict each other, or the vocabulary has a token twice.</exception>
    public StringLookup(
        int? maxTokens = null,
        int numOovIndices = 1,
        string? maskToken = null,
        string? oovToken = "[UNK]",
        IReadOnlyList<string>? vocabulary = null,
        IReadOnlyList<double>? idfWeights = null,
        bool invert = false,
        string outputMode = "int",
        bool padToMaxTokens = false,
        string? name = null,
        DType? dtype = null)
        : base(maxTokens, numOovIndices, maskToken, oovToken, vocabulary, idfWeights, invert, outputMode, padToMaxTokens, name, dtype)
    {
    }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig()).Set("encoding", "utf-8");

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static StringLookup FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse", "salt").Ignore("oov_method");
        if (config.Text("encoding", "utf-8") != "utf-8") throw config.Wrong("encoding", "\"utf-8\"");
        if (config.Has("vocabulary") && config.Json("vocabulary") is not JsonArray) throw config.Wrong("vocabulary", "a list of texts; a file is not opened");
        return new(
            config.OptionalInt("max_tokens"),
            config.Int("num_oov_indices", 1),
            config.OptionalText("mask_token"),
            config.Keys.Contains("oov_token") ? config.OptionalText("oov_token") : "[UNK]",
            config.OptionalTexts("vocabulary"),
            config.OptionalDoubles("idf_weights"),
            config.Bool("invert"),
            config.Text("output_mode", "int"),
            config.Bool("pad_to_max_tokens"))
        {
            FrozenSize = config.OptionalInt("vocabulary_size"),
        };
    }

    /// <summary>All tokens in the order of their numbers.</summary>
    /// <param name="includeSpecialTokens">Whether the mask token and those for unknown ones stand in front. Default true.</param>
    public IReadOnlyList<string> GetVocabulary(bool includeSpecialTokens = true) => Tokens(includeSpecialTokens);

    /// <summary>Finds the vocabulary in data: the most frequent token first. Do it before the layer is used.</summary>
    /// <param name="texts">Tokens; each is a sample of its own.</param>
    /// <exception cref="InvalidOperationException">The vocabulary was given.</exception>
    public void Adapt(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        AdaptTo(texts.Select(text => (IReadOnlyList<string>)[text]));
    }

    /// <summary>Finds the vocabulary in data whose samples are rows of tokens.</summary>
    /// <inheritdoc cref="Adapt(IReadOnlyList{string})"/>
    public void Adapt(string[,] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        AdaptTo(Enumerable.Range(0, texts.GetLength(0)).Select(row => (IReadOnlyList<string>)[.. Enumerable.Range(0, texts.GetLength(1)).Select(column => texts[row, column])]));
    }

    /// <inheritdoc/>
    public Shape IndexShape(Shape texts) => texts;

    /// <inheritdoc/>
    public Tensor Indices(string[,] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Tensor.From(IndicesOf([.. texts.Cast<string>()]), [texts.GetLength(0), texts.GetLength(1)]);
    }

    /// <inheritdoc/>
    public Tensor Indices(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Tensor.From(IndicesOf(texts), [texts.Count, 1]);
    }

    /// <inheritdoc/>
    public Tensor Lookup(params IReadOnlyList<string> texts) => Apply(Constant.Of(Indices(texts)), new CallContext()).Evaluate();

    /// <summary>The tokens of numbers, row by row: the way back.</summary>
    /// <param name="indices">Whole numbers of any shape.</param>
    public IReadOnlyList<string> Texts(Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return [.. indices.ToArray<long>().Select(TokenOf)];
    }

    private protected override long Bucket(string token) => (long)(FarmHash.Fingerprint(Encoding.UTF8.GetBytes(token)) % (ulong)NumOovIndices);

    /// <summary>By the bytes of UTF-8, as Python compares bytes.</summary>
    private protected override int CompareTokens(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    private protected override JsonNode? Json(string? token) => token is null ? null : JsonValue.Create(token);

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (Invert) throw new ArgumentException("it turns numbers into text, which no graph can hold: call Texts with the numbers");
        if (x.DType is not (DType.Int32 or DType.Int64)) throw new ArgumentException("text never enters a graph; it expects the numbers that Indices gives for texts, int64");
        return Encode(x, context);
    }
}
