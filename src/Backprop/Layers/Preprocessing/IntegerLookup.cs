using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Numbers whole numbers (codes, years) by a vocabulary, and gives out their places or rows of them. It works within the graph, by comparing each number with each of the
/// vocabulary. Input whole numbers of any shape; for "multi_hot", "count" and "tf_idf" (batch, n). A number that the vocabulary lacks while there is no place for
/// unknown ones becomes −1, and counts for nothing in rows (Keras stops with an error there).
/// Source: keras/src/layers/preprocessing/integer_lookup.py.
/// </summary>
public sealed class IntegerLookup : IndexLookup
{
    /// <summary>Describes the layer.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special tokens included. Default no limit.</param>
    /// <param name="numOovIndices">The number of places for numbers that the vocabulary lacks; over 1, the remainder chooses among them. Default 1.</param>
    /// <param name="maskToken">The number that stands for "nothing here": 0 in mode "int", in others it counts for nothing. Default none.</param>
    /// <param name="oovToken">What unknown numbers become when places are turned back. Default −1.</param>
    /// <param name="vocabulary">The numbers. Default found by <see cref="Adapt"/>.</param>
    /// <param name="idfWeights">In mode "tf_idf" the weight of each number, given together with the vocabulary.</param>
    /// <param name="invert">Whether places are turned back into numbers. Default false.</param>
    /// <param name="outputMode">"int" (places), "one_hot", "multi_hot", "count" or "tf_idf" (counts, weighted). Default "int".</param>
    /// <param name="padToMaxTokens">Whether rows are as long as the largest vocabulary. Default false.</param>
    /// <param name="name">The name. Default integer_lookup, integer_lookup_1 …</param>
    /// <param name="dtype">The number type of rows. Default float32, or the model's.</param>
    /// <exception cref="ArgumentException">The arguments contradict each other, or the vocabulary has a number twice.</exception>
    public IntegerLookup(
        int? maxTokens = null,
        int numOovIndices = 1,
        long? maskToken = null,
        long? oovToken = -1,
        IReadOnlyList<long>? vocabulary = null,
        IReadOnlyList<double>? idfWeights = null,
        bool invert = false,
        string outputMode = "int",
        bool padToMaxTokens = false,
        string? name = null,
        DType? dtype = null)
        : base(maxTokens, numOovIndices, Text(maskToken), Text(oovToken), vocabulary?.Select(token => Text(token)!).ToArray(), idfWeights, invert, outputMode, padToMaxTokens, name, dtype)
    {
    }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig()).Set("vocabulary_dtype", "int64");

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static IntegerLookup FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse", "salt");
        if (config.Int("num_oov_indices", 1) > 1 && config.Text("oov_method", "floormod") != "floormod") throw config.Wrong("oov_method", "\"floormod\"");
        if (config.Has("vocabulary") && config.Json("vocabulary") is not JsonArray) throw config.Wrong("vocabulary", "a list of whole numbers; a file is not opened");
        return new(
            config.OptionalInt("max_tokens"),
            config.Int("num_oov_indices", 1),
            config.OptionalLong("mask_token"),
            config.Keys.Contains("oov_token") ? config.OptionalLong("oov_token") : -1,
            config.Json("vocabulary") is JsonArray tokens ? [.. tokens.Select(token => token is JsonValue value && value.TryGetValue(out long number) ? number : throw config.Wrong("vocabulary", "a list of whole numbers"))] : null,
            config.OptionalDoubles("idf_weights"),
            config.Bool("invert"),
            config.Text("output_mode", "int"),
            config.Bool("pad_to_max_tokens"))
        {
            FrozenSize = config.OptionalInt("vocabulary_size"),
        };
    }

    /// <summary>All numbers of the vocabulary in the order of their places.</summary>
    /// <param name="includeSpecialTokens">Whether the mask token and those for unknown ones stand in front. Default true.</param>
    public IReadOnlyList<long> GetVocabulary(bool includeSpecialTokens = true) => [.. Tokens(includeSpecialTokens).Select(Number)];

    /// <summary>Finds the vocabulary in data, the most frequent number first. Do it before the layer is used.</summary>
    /// <param name="data">Whole numbers: a row for each sample, or one number for each.</param>
    /// <exception cref="InvalidOperationException">The vocabulary was given.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int rows = data.Rank == 0 ? 1 : data.Shape[0];
        if (rows > 0) AdaptTo(data.ToArray<long>().Chunk(Math.Max(1, data.Size / rows)).Select(row => (IReadOnlyList<string>)[.. row.Select(number => Text(number)!)]));
        else throw new ArgumentException("Adapting needs at least one number.", nameof(data));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        Node numbers = Cast(x, DType.Int64);
        long[] vocabulary = [.. Tokens(withSpecial: false).Select(Number)];
        if (vocabulary.Length == 0 && !context.IsDry) throw new ArgumentException("it has no vocabulary yet: give it one, or call Adapt with data");
        return Invert ? Numbers(numbers, vocabulary) : Encode(Places(numbers, vocabulary), context);
    }

    private protected override long Bucket(string token) => (Number(token) % NumOovIndices + NumOovIndices) % NumOovIndices;

    private protected override int CompareTokens(string a, string b) => Number(a).CompareTo(Number(b));

    private protected override JsonNode? Json(string? token) => token is null ? null : JsonValue.Create(Number(token));

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static long Number(string token) => long.TryParse(token, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : throw new ArgumentException($"A vocabulary of numbers cannot have \"{token}\".");

    private Node Places(Node numbers, long[] vocabulary)
    {
        Node isToken = Equal(Reshape(numbers, numbers.Shape.Insert(-1, 1)), Constant.Of(Tensor.From(vocabulary))); // (…, vocabulary)
        long[] places = [.. Enumerable.Range(TokenStart, vocabulary.Length).Select(place => (long)place)];
        Node place = Sum(Cast(isToken, DType.Int64) * Constant.Of(Tensor.From(places)), [-1]);
        Node unknown = Like(numbers, NumOovIndices == 0 ? -1 : OovStart);
        if (NumOovIndices > 1)
        {
            // There is no remainder of whole numbers; in float64 it is exact up to 2⁵³.
            Node real = Cast(numbers, DType.Float64);
            unknown = Cast(real - NumOovIndices * Floor(real / NumOovIndices), DType.Int64) + OovStart;
        }

        place = Where(Any(isToken, [-1]), place, unknown);
        return MaskToken is null ? place : Where(Equal(numbers, Constant.Of(Tensor.Scalar(Number(MaskToken)))), Constant.Of(Tensor.Scalar(MaskIndex)), place);
    }

    private Node Numbers(Node places, long[] vocabulary)
    {
        Node at = places - TokenStart;
        Node isKnown = LogicalAnd(GreaterEqual(at, 0), Less(at, vocabulary.Length));
        Node known = Gather(Constant.Of(Tensor.From(vocabulary.Length == 0 ? [0] : vocabulary)), Where(isKnown, at, Like(at, 0)));
        Node number = Where(isKnown, known, Constant.Of(Tensor.Scalar(OovToken is null ? -1 : Number(OovToken))));
        return MaskToken is null ? number : Where(Equal(places, 0), Constant.Of(Tensor.Scalar(Number(MaskToken))), number);
    }
}
