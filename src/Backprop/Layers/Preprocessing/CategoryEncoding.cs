using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Whole numbers from 0 to numTokens − 1 as rows of that length. "one_hot": a row for each number, with 1 at its place; "multi_hot": a row for each sample, with 1 at the
/// places of its numbers; "count": how often each stands in the sample, or the sum of their weights, given as the option "count_weights".
/// Input (batch, n), output (batch, numTokens), for "one_hot" with n over 1 (batch, n, numTokens). Other numbers count for nothing.
/// Source: keras/src/layers/preprocessing/category_encoding.py.
/// </summary>
public sealed class CategoryEncoding : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="numTokens">The number of different numbers.</param>
    /// <param name="outputMode">"one_hot", "multi_hot" or "count". Default "multi_hot".</param>
    /// <param name="name">The name. Default category_encoding, category_encoding_1 …</param>
    /// <param name="dtype">The number type of the output. Default float32, or the model's.</param>
    /// <exception cref="ArgumentException">There are no numbers, or no such mode.</exception>
    public CategoryEncoding(int numTokens, string outputMode = "multi_hot", string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (numTokens < 1) throw new ArgumentOutOfRangeException(nameof(numTokens), $"There must be 1 token or more, not {numTokens}.");
        (NumTokens, OutputMode) = (numTokens, CategoricalEncoding.Mode(outputMode, "int", "tf_idf"));
    }

    /// <summary>The number of different numbers.</summary>
    public int NumTokens { get; }

    /// <summary>"one_hot", "multi_hot" or "count".</summary>
    public string OutputMode { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("num_tokens", NumTokens).Set("output_mode", OutputMode);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static CategoryEncoding FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse");
        return new(config.Int("num_tokens"), config.Text("output_mode", "multi_hot"));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        Node? weights = context.Option("count_weights");
        if (weights is not null && OutputMode != "count") throw new ArgumentException($"it was given count_weights, which only the mode \"count\" uses, not \"{OutputMode}\"");
        if (weights is not null && weights.Shape != x.Shape) throw new ArgumentException($"its count_weights have the shape {weights.Shape}, and {x.Shape} is expected");
        return CategoricalEncoding.Encode(Cast(x, DType.Int64), OutputMode, NumTokens, DType, weights);
    }
}
