using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Turns texts into numbers of words: makes them alike (lower case, no punctuation), splits them, joins neighbours to n-grams if asked, and looks the pieces up in a vocabulary.
/// 0 fills up short texts, 1 stands for unknown words. Text never enters a graph: <see cref="Indices(IReadOnlyList{string})"/> does all of this, and the layer within a
/// model takes the numbers, (batch, length), and gives them out or makes rows of them. <see cref="Lookup"/> does both at once.
/// Source: keras/src/layers/preprocessing/text_vectorization.py.
/// </summary>
public sealed partial class TextVectorization : Layer, ITextLayer, IVocabularyLayer, IHasAssets
{
    private static readonly string[] s_standardizations = ["lower_and_strip_punctuation", "lower", "strip_punctuation"];

    // TensorFlow splits at the white space of ASCII.
    private static readonly char[] s_whitespace = [' ', '\t', '\n', '\v', '\f', '\r'];

    private readonly StringLookup _lookup;
    private readonly int[]? _ngrams;

    /// <summary>Describes the layer.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special tokens included. Default no limit.</param>
    /// <param name="standardize">"lower_and_strip_punctuation", "lower", "strip_punctuation", or null for none. Default the first.</param>
    /// <param name="split">"whitespace", "character", or null for none. Default "whitespace".</param>
    /// <param name="ngrams">The lengths of n-grams, joined by spaces: [1, 2] for words and pairs. Default the pieces alone.</param>
    /// <param name="outputMode">"int", "one_hot", "multi_hot", "count" or "tf_idf". Default "int".</param>
    /// <param name="outputSequenceLength">In mode "int" the length to which numbers are cut or filled up. Default the longest text of a batch.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as the largest vocabulary. Default false.</param>
    /// <param name="vocabulary">The words. Default found by <see cref="Adapt"/>.</param>
    /// <param name="idfWeights">In mode "tf_idf" the weight of each word, given together with the vocabulary.</param>
    /// <param name="name">The name. Default text_vectorization, text_vectorization_1 …</param>
    /// <param name="dtype">The number type of rows. Default float32, or the model's.</param>
    /// <exception cref="ArgumentException">The arguments are not among those named, or contradict each other.</exception>
    public TextVectorization(
        int? maxTokens = null,
        string? standardize = "lower_and_strip_punctuation",
        string? split = "whitespace",
        IReadOnlyList<int>? ngrams = null,
        string outputMode = "int",
        int? outputSequenceLength = null,
        bool padToMaxTokens = false,
        IReadOnlyList<string>? vocabulary = null,
        IReadOnlyList<double>? idfWeights = null,
        string? name = null,
        DType? dtype = null)
        : base(name, dtype)
    {
        if (standardize is not null && !s_standardizations.Contains(standardize)) throw new ArgumentException($"Texts are made alike by {string.Join(", ", s_standardizations.Select(known => $"\"{known}\""))} or null, not \"{standardize}\".", nameof(standardize));
        if (split is not (null or "whitespace" or "character")) throw new ArgumentException($"Texts are split by \"whitespace\", \"character\" or null, not \"{split}\".", nameof(split));
        if (ngrams?.Any(length => length < 1) == true) throw new ArgumentOutOfRangeException(nameof(ngrams), "N-grams have 1 piece or more.");
        if (outputSequenceLength < 1) throw new ArgumentOutOfRangeException(nameof(outputSequenceLength), $"The length of the output is 1 or more, not {outputSequenceLength}.");
        if (outputSequenceLength is not null && outputMode != "int") throw new ArgumentException($"A length of the output is for mode \"int\", not \"{outputMode}\".", nameof(outputSequenceLength));
        (Standardize, Split, _ngrams, OutputSequenceLength) = (standardize, split, ngrams is null ? null : [.. ngrams], outputSequenceLength);
        _lookup = new StringLookup(maxTokens, maskToken: "", vocabulary: vocabulary, idfWeights: idfWeights, outputMode: outputMode, padToMaxTokens: padToMaxTokens, name: name ?? "text_vectorization");
    }

    /// <summary>How texts are made alike, or null.</summary>
    public string? Standardize { get; }

    /// <summary>What texts are split by, or null.</summary>
    public string? Split { get; }

    /// <summary>The lengths of n-grams, or null.</summary>
    public IReadOnlyList<int>? Ngrams => _ngrams;

    /// <summary>The length to which numbers are cut or filled up, or null.</summary>
    public int? OutputSequenceLength { get; }

    /// <summary>"int", "one_hot", "multi_hot", "count" or "tf_idf".</summary>
    public string OutputMode => _lookup.OutputMode;

    /// <inheritdoc/>
    public bool HasVocabulary => _lookup.HasVocabulary;

    /// <summary>All words in the order of their numbers.</summary>
    /// <param name="includeSpecialTokens">Whether what fills up and what stands for unknown words is in front. Default true.</param>
    public IReadOnlyList<string> GetVocabulary(bool includeSpecialTokens = true) => _lookup.GetVocabulary(includeSpecialTokens);

    /// <inheritdoc/>
    public void LoadVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<double>? idfWeights = null) => _lookup.LoadVocabulary(vocabulary, idfWeights);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> SaveAssets() => _lookup.SaveAssets();

    /// <inheritdoc/>
    public void LoadAssets(Func<string, string?> read) => _lookup.LoadAssets(read);

    /// <summary>Finds the vocabulary in texts, the most frequent word first. Do it before the layer is used.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given.</exception>
    public void Adapt(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _lookup.AdaptTo(texts.Select(Pieces));
    }

    /// <inheritdoc/>
    public Shape IndexShape(Shape texts) => [texts[0], OutputSequenceLength ?? (Split is null && _ngrams is null && texts.Rank > 1 ? texts[1] : Shape.Unknown)];

    /// <inheritdoc/>
    public Tensor Indices(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Indices([.. texts.Select(Pieces)]);
    }

    /// <inheritdoc/>
    public Tensor Indices(string[,] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.GetLength(1) == 1) return Indices([.. texts.Cast<string>()]);
        if (Split is not null) throw new ArgumentException($"The layer {Name} splits texts, so it expects one for each sample, not {texts.GetLength(1)}.", nameof(texts));
        return Indices([.. Enumerable.Range(0, texts.GetLength(0)).Select(row => Joined([.. Enumerable.Range(0, texts.GetLength(1)).Select(column => Standard(texts[row, column]))]))]);
    }

    /// <inheritdoc/>
    public Tensor Lookup(params IReadOnlyList<string> texts) => Apply(Constant.Of(Indices(texts)), new CallContext()).Evaluate();

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config lookup = _lookup.GetConfig();
        return base.GetConfig()
            .Set("max_tokens", _lookup.MaxTokens).Set("standardize", Standardize).Set("split", Split).Set("ngrams", _ngrams)
            .Set("output_mode", OutputMode).Set("output_sequence_length", OutputSequenceLength).Set("pad_to_max_tokens", _lookup.PadToMaxTokens)
            .Set("sparse", false).Set("ragged", false).Set("vocabulary", lookup.Json("vocabulary")?.DeepClone()).Set("idf_weights", lookup.Json("idf_weights")?.DeepClone())
            .Set("encoding", "utf-8").Set("vocabulary_size", lookup.Json("vocabulary_size")?.DeepClone());
    }

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static TextVectorization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse", "ragged");
        if (config.Text("encoding", "utf-8") != "utf-8") throw config.Wrong("encoding", "\"utf-8\"");
        if (config.Has("vocabulary") && config.Json("vocabulary") is not JsonArray) throw config.Wrong("vocabulary", "a list of texts; a file is not opened");
        // One number stands for all lengths up to it.
        int[]? ngrams = config.Json("ngrams") is JsonArray or null ? config.OptionalInts("ngrams") : [.. Enumerable.Range(1, config.Int("ngrams"))];
        var layer = new TextVectorization(
            config.OptionalInt("max_tokens"),
            config.Keys.Contains("standardize") ? config.OptionalText("standardize") : s_standardizations[0],
            config.Keys.Contains("split") ? config.OptionalText("split") : "whitespace",
            ngrams,
            config.Text("output_mode", "int"),
            config.OptionalInt("output_sequence_length"),
            config.Bool("pad_to_max_tokens"),
            config.OptionalTexts("vocabulary"),
            config.OptionalDoubles("idf_weights"));
        layer._lookup.FrozenSize = config.OptionalInt("vocabulary_size");
        return layer;
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        _lookup.Adopt(DType);
        return _lookup.Apply(x, context);
    }

    private Tensor Indices(IReadOnlyList<string>[] pieces)
    {
        int length = OutputSequenceLength ?? pieces.Select(row => row.Count).DefaultIfEmpty(0).Max();
        var indices = new long[pieces.Length * length];
        // Beyond the end of a text: 0, or in rows what counts for nothing.
        indices.AsSpan().Fill(_lookup.MaskIndex);
        for (int row = 0; row < pieces.Length; row++)
        {
            long[] known = _lookup.IndicesOf([.. pieces[row].Take(length)]);
            known.CopyTo(indices, row * length);
        }

        return Tensor.From(indices, [pieces.Length, length]);
    }

    private IReadOnlyList<string> Pieces(string text)
    {
        string standard = Standard(text);
        return Joined(Split switch
        {
            "whitespace" => standard.Split(s_whitespace, StringSplitOptions.RemoveEmptyEntries),
            "character" => [.. standard.EnumerateRunes().Select(rune => rune.ToString())],
            _ => [standard],
        });
    }

    private string Standard(string text)
    {
        // Keras' lower case knows the letters of ASCII alone, and its punctuation is ASCII's, too.
        if (Standardize is "lower" or "lower_and_strip_punctuation") text = string.Concat(text.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter));
        return Standardize is "strip_punctuation" or "lower_and_strip_punctuation" ? Punctuation().Replace(text, "") : text;
    }

    private IReadOnlyList<string> Joined(string[] pieces) => _ngrams is null
        ? pieces
        : [.. _ngrams.SelectMany(length => Enumerable.Range(0, Math.Max(0, pieces.Length - length + 1)).Select(start => string.Join(' ', pieces.Skip(start).Take(length))))];

    [GeneratedRegex("""[!"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~']""")]
    private static partial Regex Punctuation();
}
