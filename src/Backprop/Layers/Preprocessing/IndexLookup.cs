using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// What layers share that number the tokens of a vocabulary: first the mask token (0, only in mode "int"), then the places for unknown tokens, then the vocabulary.
/// The vocabulary is given or found in data, the most frequent first.
/// Source: keras/src/layers/preprocessing/index_lookup.py.
/// </summary>
public abstract class IndexLookup : Layer, IVocabularyLayer, IHasAssets
{
    private readonly bool _isGiven;
    private string[] _tokens = [];
    private double[]? _idfWeights;
    private Dictionary<string, long> _indices = [];

    private protected IndexLookup(int? maxTokens, int numOovIndices, string? maskToken, string? oovToken, IReadOnlyList<string>? vocabulary, IReadOnlyList<double>? idfWeights, bool invert, string outputMode, bool padToMaxTokens, string? name, DType? dtype)
        : base(name, dtype)
    {
        if (maxTokens <= 1) throw new ArgumentOutOfRangeException(nameof(maxTokens), $"A vocabulary has more than 1 token, so its limit cannot be {maxTokens}.");
        if (numOovIndices < 0) throw new ArgumentOutOfRangeException(nameof(numOovIndices), $"The places for unknown tokens are 0 or more, not {numOovIndices}.");
        if (padToMaxTokens && maxTokens is null) throw new ArgumentException("To pad to the limit of tokens, give the limit.", nameof(padToMaxTokens));
        (MaxTokens, NumOovIndices, MaskToken, OovToken, Invert, OutputMode, PadToMaxTokens) = (maxTokens, numOovIndices, maskToken, oovToken, invert, CategoricalEncoding.Mode(outputMode), padToMaxTokens);
        if (invert && OutputMode != "int") throw new ArgumentException($"Numbers are turned back into tokens in mode \"int\" only, not \"{outputMode}\".", nameof(outputMode));
        if (idfWeights is not null && OutputMode != "tf_idf") throw new ArgumentException($"Weights of inverse document frequency are for mode \"tf_idf\", not \"{outputMode}\".", nameof(idfWeights));
        _isGiven = vocabulary is not null;
        if (vocabulary is not null) SetTokens(vocabulary, idfWeights);
    }

    /// <summary>The largest size of the vocabulary, special tokens included, or null.</summary>
    public int? MaxTokens { get; }

    /// <summary>The number of places for tokens that the vocabulary lacks; with 0 such a token is an error.</summary>
    public int NumOovIndices { get; }

    /// <summary>Whether numbers are turned back into tokens.</summary>
    public bool Invert { get; }

    /// <summary>"int", "one_hot", "multi_hot", "count" or "tf_idf".</summary>
    public string OutputMode { get; }

    /// <summary>Whether rows are as long as the largest vocabulary.</summary>
    public bool PadToMaxTokens { get; }

    /// <summary>The size of the vocabulary, special tokens included.</summary>
    public int VocabularySize => HasVocabulary || FrozenSize is not { } frozen ? TokenStart + _tokens.Length : frozen;

    /// <inheritdoc/>
    public bool HasVocabulary => _tokens.Length > 0;

    /// <summary>The factors of mode "tf_idf", one for each place of a row; null elsewhere.</summary>
    public IReadOnlyList<double>? IdfWeights => _idfWeights;

    /// <summary>The token that stands for "nothing here", as text, or null.</summary>
    private protected string? MaskToken { get; }

    /// <summary>The token that stands for all that are unknown, as text, or null.</summary>
    private protected string? OovToken { get; }

    /// <summary>The size that a file promises before its vocabulary is loaded.</summary>
    internal int? FrozenSize { get; set; }

    /// <summary>The first place for unknown tokens.</summary>
    private protected int OovStart => MaskToken is not null && OutputMode == "int" ? 1 : 0;

    /// <summary>The number of the first token of the vocabulary.</summary>
    private protected int TokenStart => OovStart + NumOovIndices;

    /// <summary>What a mask token becomes: 0, or in other modes what counts for nothing.</summary>
    internal long MaskIndex => OutputMode == "int" ? 0 : long.MaxValue;

    /// <inheritdoc/>
    public void LoadVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<double>? idfWeights = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        SetTokens(vocabulary, idfWeights);
    }

    /// <summary>None: the configuration holds the vocabulary, also one that was found in data.</summary>
    public IReadOnlyDictionary<string, string> SaveAssets() => new Dictionary<string, string>();

    /// <summary>Takes the vocabulary from "vocabulary.txt", one token a line, unless the configuration had it.</summary>
    /// <inheritdoc/>
    public void LoadAssets(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        // A layer in mode "tf_idf" keeps its weights elsewhere; without them it says so when it is used.
        if (HasVocabulary || OutputMode == "tf_idf" || read("vocabulary.txt") is not { } text) return;
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
        int count = Array.FindLastIndex(lines, line => line.Length > 0) + 1;
        SetTokens(lines[..count], null);
    }

    /// <summary>All tokens in the order of their numbers, with or without special ones.</summary>
    private protected string[] Tokens(bool withSpecial) => withSpecial
        ? [.. Enumerable.Repeat(MaskToken ?? "", OovStart), .. Enumerable.Repeat(OovToken ?? "", NumOovIndices), .. _tokens]
        : [.. _tokens];

    /// <summary>Finds the vocabulary in samples, each a list of tokens: the most frequent first, equally frequent ones from last to first in order.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given.</exception>
    internal void AdaptTo(IEnumerable<IReadOnlyList<string>> samples)
    {
        if (_isGiven) throw new InvalidOperationException($"The layer {Name} was given its vocabulary; there is nothing to adapt.");
        var counts = new Dictionary<string, long>();
        var samplesWith = new Dictionary<string, long>();
        long total = 0;
        foreach (IReadOnlyList<string> sample in samples)
        {
            total++;
            foreach (string token in sample) counts[token] = counts.GetValueOrDefault(token) + 1;
            foreach (string token in sample.Distinct()) samplesWith[token] = samplesWith.GetValueOrDefault(token) + 1;
        }

        if (counts.Count == 0) throw new ArgumentException("Adapting needs at least one token.", nameof(samples));
        if (MaskToken is not null) counts.Remove(MaskToken);
        if (OovToken is not null) counts.Remove(OovToken);
        IEnumerable<string> ordered = counts.Keys.OrderByDescending(token => counts[token]).ThenByDescending(token => token, Comparer<string>.Create(CompareTokens));
        string[] tokens = [.. MaxTokens is { } most ? ordered.Take(Math.Max(0, most - TokenStart)) : ordered];
        // Keras computes in float32.
        double[]? idf = OutputMode == "tf_idf" ? [.. tokens.Select(token => (double)(float)Math.Log(1 + total / (1.0 + samplesWith[token])))] : null;
        SetTokens(tokens, idf);
    }

    /// <summary>The number of a token; −1 where the vocabulary lacks it and there is no place for it.</summary>
    internal long IndexOf(string token) =>
        token == MaskToken ? MaskIndex
        : _indices.TryGetValue(token, out long index) ? index
        : NumOovIndices switch { 0 => -1, 1 => OovStart, _ => OovStart + Bucket(token) };

    /// <summary>The numbers of tokens.</summary>
    /// <exception cref="ArgumentException">A token is unknown and there is no place for it.</exception>
    internal long[] IndicesOf(IReadOnlyList<string> tokens)
    {
        if (!HasVocabulary) throw new InvalidOperationException($"The layer {Name} has no vocabulary yet: give it one, or call Adapt with data.");
        long[] indices = [.. tokens.Select(IndexOf)];
        int unknown = Array.IndexOf(indices, -1);
        return unknown < 0 ? indices : throw new ArgumentException($"The vocabulary of {Name} lacks \"{tokens[unknown]}\", and there is no place for unknown tokens. With numOovIndices: 1 there is one.", nameof(tokens));
    }

    /// <summary>The token of a number; that for unknown ones where there is none.</summary>
    internal string TokenOf(long index) =>
        index == 0 && MaskToken is not null ? MaskToken : index >= TokenStart && index < TokenStart + _tokens.Length ? _tokens[index - TokenStart] : OovToken ?? "";

    /// <summary>Which of the places for unknown tokens is a token's.</summary>
    private protected abstract long Bucket(string token);

    /// <summary>The order of tokens that are equally frequent.</summary>
    private protected abstract int CompareTokens(string a, string b);

    /// <summary>A token in JSON.</summary>
    private protected abstract System.Text.Json.Nodes.JsonNode? Json(string? token);

    /// <summary>Sets the arguments that all of them have. A vocabulary that was found is written as if it had been given, so that the file needs no other.</summary>
    private protected Config SetShared(Config config) => config
        .Set("invert", Invert).Set("max_tokens", MaxTokens).Set("num_oov_indices", NumOovIndices)
        .Set("oov_token", Json(OovToken)).Set("mask_token", Json(MaskToken)).Set("output_mode", OutputMode).Set("sparse", false).Set("pad_to_max_tokens", PadToMaxTokens)
        .Set("idf_weights", _idfWeights is null ? null : [.. _idfWeights.Take(TokenStart + _tokens.Length)])
        .Set("vocabulary", HasVocabulary ? new System.Text.Json.Nodes.JsonArray([.. Tokens(withSpecial: true).Select((token, i) => i < OovStart ? Json(MaskToken) : i < TokenStart ? Json(OovToken) : Json(token))]) : null)
        .Set("vocabulary_size", HasVocabulary || FrozenSize is not null ? VocabularySize : (int?)null);

    /// <summary>Numbers of tokens in the layer's output mode.</summary>
    private protected Node Encode(Node ids, CallContext context)
    {
        if (OutputMode == "int") return ids;
        if (!HasVocabulary && FrozenSize is null && !PadToMaxTokens) throw new ArgumentException("it has no vocabulary yet, so the length of its rows is not known: give it one, or call Adapt with data");
        int depth = PadToMaxTokens ? MaxTokens!.Value : VocabularySize;
        Tensor? factors = OutputMode != "tf_idf" ? null
            : _idfWeights is not null ? Tensor.From(_idfWeights, [depth]).Cast(DType)
            : context.IsDry ? Tensor.Full(1, DType, [depth])
            : throw new ArgumentException("it has no weights of inverse document frequency yet: give them, or call Adapt with data");
        return CategoricalEncoding.Encode(ids, OutputMode, depth, DType, factors: factors is null ? null : Constant.Of(factors));
    }

    private void SetTokens(IReadOnlyList<string> vocabulary, IReadOnlyList<double>? idfWeights)
    {
        if (vocabulary.Count == 0) throw new ArgumentException("A vocabulary has at least one token.", nameof(vocabulary));
        if ((OutputMode == "tf_idf") != (idfWeights is not null)) throw new ArgumentException($"Weights of inverse document frequency go with mode \"tf_idf\", and only with it; the mode is \"{OutputMode}\".", nameof(idfWeights));
        if (idfWeights is not null && idfWeights.Count != vocabulary.Count) throw new ArgumentException($"There are {vocabulary.Count} tokens but {idfWeights.Count} weights of inverse document frequency.", nameof(idfWeights));
        _tokens = [];
        bool hasSpecial = vocabulary.Take(TokenStart).SequenceEqual(Tokens(withSpecial: true));
        string[] tokens = [.. hasSpecial ? vocabulary.Skip(TokenStart) : vocabulary];
        var indices = new Dictionary<string, long>();
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!indices.TryAdd(tokens[i], TokenStart + i)) throw new ArgumentException($"The vocabulary has \"{tokens[i]}\" twice.", nameof(vocabulary));
        }

        if (MaskToken is not null && indices.ContainsKey(MaskToken)) throw new ArgumentException($"The mask token \"{MaskToken}\" may stand in the vocabulary only at the beginning, followed by those for unknown tokens.", nameof(vocabulary));
        if (Invert && OovToken is not null && indices.ContainsKey(OovToken)) throw new ArgumentException($"The token \"{OovToken}\" for unknown ones may stand in the vocabulary only at the beginning.", nameof(vocabulary));
        if (TokenStart + tokens.Length > MaxTokens) throw new ArgumentException($"The vocabulary has {TokenStart + tokens.Length} tokens with the special ones; at most {MaxTokens} are allowed.", nameof(vocabulary));
        (_tokens, _indices) = (tokens, indices);
        _idfWeights = idfWeights is null ? null : Padded(idfWeights, hasSpecial ? 0 : TokenStart);
    }

    /// <summary>Special tokens weigh as much as the mean of the others; places behind the vocabulary nothing.</summary>
    private double[] Padded(IReadOnlyList<double> weights, int front)
    {
        int back = PadToMaxTokens ? MaxTokens!.Value - front - weights.Count : 0;
        return [.. Enumerable.Repeat(weights.Average(), front), .. weights, .. Enumerable.Repeat(0.0, back)];
    }
}
