using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Attention whose score is a product, scale·query·key ("dot", not divided by the root of the length), or concat_score_weight·Σ tanh(scale·(query + key)) ("concat").
/// Weights scale and concat_score_weight are single numbers that start at 1. How it is called is said at <see cref="SequenceAttention"/>.
/// Source: M.-T. Luong et al. (2015); keras/src/layers/attention/attention.py.
/// </summary>
public sealed class Attention : SequenceAttention
{
    private Variable? _scale;
    private Variable? _concatScoreWeight;

    /// <summary>Describes the layer.</summary>
    /// <param name="useScale">Whether scores have a factor that is learned. Default false.</param>
    /// <param name="scoreMode">"dot" or "concat". Default "dot".</param>
    /// <param name="dropout">The probability that a weight of attention becomes 0 in training. Default 0.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default attention, attention_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">The score mode is another, or the rate of dropout no probability.</exception>
    public Attention(bool useScale = false, string scoreMode = "dot", double dropout = 0, long? seed = null, string? name = null, DType? dtype = null, bool trainable = true)
        : base(useScale, dropout, seed, name, dtype, trainable)
    {
        if (scoreMode is not ("dot" or "concat")) throw new ArgumentException($"The score mode of attention is \"dot\" or \"concat\", not \"{scoreMode}\".", nameof(scoreMode));
        ScoreMode = scoreMode;
    }

    /// <summary>"dot" or "concat".</summary>
    public string ScoreMode { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("score_mode", ScoreMode);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Attention FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Bool("use_scale"), config.Text("score_mode", "dot"), config.Double("dropout", 0), config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (UseScale) _scale = AddWeight("scale", [], new Ones());
        if (ScoreMode == "concat") _concatScoreWeight = AddWeight("concat_score_weight", [], new Ones());
    }

    private protected override Node Scores(Node query, Node key)
    {
        if (_concatScoreWeight is null)
        {
            Node products = MatMul(query, Transpose(key, [0, 2, 1]));
            return _scale is null ? products : products * _scale;
        }

        Node pairs = Pairs(query, key);
        return _concatScoreWeight * Sum(Tanh(_scale is null ? pairs : _scale * pairs), [-1]);
    }
}
