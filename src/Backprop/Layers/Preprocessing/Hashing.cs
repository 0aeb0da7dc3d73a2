using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Sorts texts, or whole numbers written as texts, into bins by a hash, without a vocabulary; different ones may fall into one bin. Text never enters a graph:
/// <see cref="Indices(IReadOnlyList{string})"/> finds the bins, and the layer within a model takes their numbers and gives them out or makes rows of them.
/// Source: keras/src/layers/preprocessing/hashing.py.
/// </summary>
public sealed class Hashing : Layer, ITextLayer
{
    private readonly long[]? _salt;

    /// <summary>Describes the layer.</summary>
    /// <param name="numBins">The number of bins, that of the mask value included.</param>
    /// <param name="maskValue">The text that stands for "nothing here" and has bin 0 to itself. Default none.</param>
    /// <param name="salt">One or two numbers, the key of a hash that others cannot foresee (SipHash). Default none: FarmHash.</param>
    /// <param name="outputMode">"int", "one_hot", "multi_hot" or "count". Default "int".</param>
    /// <param name="name">The name. Default hashing, hashing_1 …</param>
    /// <param name="dtype">The number type of rows. Default float32, or the model's.</param>
    /// <exception cref="ArgumentException">There are no bins, or more than two numbers of salt, or no such mode.</exception>
    public Hashing(int numBins, string? maskValue = null, IReadOnlyList<long>? salt = null, string outputMode = "int", string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (numBins < 1) throw new ArgumentOutOfRangeException(nameof(numBins), $"There must be 1 bin or more, not {numBins}.");
        if (salt is not (null or { Count: 1 or 2 })) throw new ArgumentException($"The salt is one number or two, not {salt.Count}.", nameof(salt));
        (NumBins, MaskValue, OutputMode, _salt) = (numBins, maskValue, CategoricalEncoding.Mode(outputMode, "tf_idf"), salt is null ? null : [salt[0], salt[^1]]);
    }

    /// <summary>The number of bins.</summary>
    public int NumBins { get; }

    /// <summary>The text that stands for "nothing here", or null.</summary>
    public string? MaskValue { get; }

    /// <summary>The two numbers of salt, or null.</summary>
    public IReadOnlyList<long>? Salt => _salt;

    /// <summary>"int", "one_hot", "multi_hot" or "count".</summary>
    public string OutputMode { get; }

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config config = base.GetConfig();
        // Keras takes no number type but that of what comes out.
        if (OutputMode == "int") config.Set("dtype", DTypePolicy(DType.Int64));
        return config.Set("num_bins", NumBins).Set("salt", _salt is null ? null : new JsonArray([.. _salt.Select(number => (JsonNode)number)])).Set("mask_value", MaskValue).Set("output_mode", OutputMode).Set("sparse", false);
    }

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Hashing FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse");
        JsonNode? mask = config.Json("mask_value");
        long[]? salt = config.Json("salt") switch
        {
            null => null,
            JsonArray numbers => [.. numbers.Select(Whole)],
            JsonNode number => [Whole(number)],
        };
        return new(config.Int("num_bins"), mask is JsonValue value && value.TryGetValue(out long masked) ? Text(masked) : config.OptionalText("mask_value"), salt, config.Text("output_mode", "int"));

        long Whole(JsonNode? node) => node is JsonValue number && number.TryGetValue(out long whole) ? whole : throw config.Wrong("salt", "one whole number or two");
    }

    /// <inheritdoc/>
    public Shape IndexShape(Shape texts) => texts;

    /// <inheritdoc/>
    public Tensor Indices(string[,] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Tensor.From((long[])[.. texts.Cast<string>().Select(Bin)], [texts.GetLength(0), texts.GetLength(1)]);
    }

    /// <inheritdoc/>
    public Tensor Indices(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Tensor.From((long[])[.. texts.Select(Bin)], [texts.Count, 1]);
    }

    /// <summary>The bins of whole numbers, which are hashed as they are written in decimals; others are cut to whole ones first.</summary>
    /// <param name="numbers">Numbers of any shape.</param>
    public Tensor Indices(Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Tensor.From((long[])[.. numbers.Cast(DType.Int64).ToArray<long>().Select(number => Bin(Text(number)))], numbers.Shape);
    }

    /// <inheritdoc/>
    public Tensor Lookup(params IReadOnlyList<string> texts) => Apply(Constant.Of(Indices(texts)), new CallContext()).Evaluate();

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType is not (DType.Int32 or DType.Int64)) throw new ArgumentException("text never enters a graph; it expects the numbers that Indices gives, int64");
        return CategoricalEncoding.Encode(x, OutputMode, NumBins, DType);
    }

    private long Bin(string text)
    {
        // The mask has bin 0 to itself, unless that is the only one.
        bool hasMask = MaskValue is not null && NumBins > 1;
        if (hasMask && text == MaskValue) return 0;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        ulong hash = _salt is null ? FarmHash.Fingerprint(bytes) : SipHash.Hash(unchecked((ulong)_salt[0]), unchecked((ulong)_salt[1]), bytes);
        return hasMask ? 1 + (long)(hash % (ulong)(NumBins - 1)) : (long)(hash % (ulong)NumBins);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
