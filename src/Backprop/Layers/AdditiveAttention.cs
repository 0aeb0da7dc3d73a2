using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Attention whose score is Σ scale·tanh(query + key), with a weight scale (features,) unless told otherwise. How it is called is said at <see cref="SequenceAttention"/>.
/// Source: D. Bahdanau et al. (2014); keras/src/layers/attention/additive_attention.py.
/// </summary>
/// <param name="useScale">Whether scores have a factor for each feature that is learned. Default true.</param>
/// <param name="dropout">The probability that a weight of attention becomes 0 in training. Default 0.</param>
/// <param name="seed">A seed of its own for dropout. Default the model's.</param>
/// <param name="name">The name. Default additive_attention, additive_attention_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
/// <param name="trainable">Whether the weight is trained. Default true.</param>
public sealed class AdditiveAttention(bool useScale = true, double dropout = 0, long? seed = null, string? name = null, DType? dtype = null, bool trainable = true)
    : SequenceAttention(useScale, dropout, seed, name, dtype, trainable)
{
    private Variable? _scale;

    /// <summary>The layer that <see cref="SequenceAttention.GetConfig"/> describes.</summary>
    public static AdditiveAttention FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Bool("use_scale", true), config.Double("dropout", 0), config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (UseScale) _scale = AddWeight("scale", [inputShape[-1]]);
    }

    private protected override Node Scores(Node query, Node key)
    {
        Node pairs = Tanh(Pairs(query, key));
        return Sum(_scale is null ? pairs : _scale * pairs, [-1]);
    }
}
