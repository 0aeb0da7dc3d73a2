using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// What the attention layers without projections share: weights = softmax(scores) over the keys, output = weights·value. Each says how a query and a key make a score.
/// </summary>
/// <remarks>
/// It is called with [query, value] or [query, value, key], all (batch, places, features); without a key the value is the key. Masks travel with the inputs or are
/// the option "mask" (query's, value's): values that are not real get no weight, results for queries that are not real become 0. Switches: "use_causal_mask", so that
/// a query sees only keys up to its own place, and "return_attention_scores", for the weights as a second output.
/// </remarks>
public abstract class SequenceAttention : Layer
{
    private readonly Dropout _dropout;

    private protected SequenceAttention(bool useScale, double dropout, long? seed, string? name, DType? dtype, bool trainable)
        : base(name, dtype, trainable) => (UseScale, Seed, _dropout) = (useScale, seed, new Dropout(dropout, seed: seed));

    /// <summary>Whether scores have a factor that is learned.</summary>
    public bool UseScale { get; }

    /// <summary>The probability that a weight of attention becomes 0 in training.</summary>
    public double Dropout => _dropout.Rate;

    /// <summary>A seed of its own for dropout, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    protected internal override bool TakesList => true;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("use_scale", UseScale).Set("dropout", Dropout).Set("seed", Seed);

    /// <summary>The scores (batch, queries, keys) of queries (batch, queries, features) and keys (batch, keys, features).</summary>
    private protected abstract Node Scores(Node query, Node key);

    /// <summary>f(query + key) for each pair, (batch, queries, keys, features).</summary>
    private protected static Node Pairs(Node query, Node key) => Reshape(query, query.Shape.Insert(2, 1)) + Reshape(key, key.Shape.Insert(1, 1));

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count is < 2 or > 3 || inputs.Any(input => input.Shape.Rank != 3)) throw new ArgumentException("it expects [query, value] or [query, value, key], each (batch, places, features)");
        (Node query, Node value, Node key) = (inputs[0], inputs[1], inputs[^1]);
        Node scores = Scores(query, key);
        Node? mask = AttentionMask.Combine(null, context.Mask(1), null, context.Flag("use_causal_mask") ? AttentionMask.Causal(scores.Shape[1], scores.Shape[2]) : null);
        if (mask is not null) scores = AttentionMask.Lower(scores, mask);
        context.Record("scores", scores);
        Node weights = context.Record("weights", Functions.Softmax(scores));
        // Keras gives the weights back after dropout.
        if (Dropout > 0) weights = _dropout.Apply(weights, context);
        Node output = MatMul(weights, value);
        if (context.Mask() is { } real) output = output * Cast(Reshape(real, real.Shape.Insert(-1, 1)), output.DType);
        context.Record("a", output);
        return context.Flag("return_attention_scores") ? [output, weights] : [output];
    }

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return [masks[0]];
    }
}
