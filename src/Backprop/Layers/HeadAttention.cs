using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// What attention with several heads shares: queries, keys and values are projected for each head, a query's weights are softmax(query·key · scale) over the keys,
/// its result the weighted sum of the values, and a last projection joins the heads.
/// </summary>
/// <remarks>
/// It is called with [query, value] or [query, value, key]; without a key the value is the key. Options: "attention_mask" (batch, queries, keys), "query_mask",
/// "value_mask", "key_mask" in place of the masks that travel with the inputs, "value" and "key" in place of inputs. Switches: "use_causal_mask", so that
/// a query sees only keys up to its own place, and "return_attention_scores", for the weights as a second output.
/// </remarks>
public abstract class HeadAttention : Layer
{
    private readonly Initializer _kernelInitializer;
    private readonly Initializer _biasInitializer;
    private readonly Regularizer? _kernelRegularizer;
    private readonly Regularizer? _biasRegularizer;
    private readonly Constraint? _kernelConstraint;
    private readonly Constraint? _biasConstraint;
    private readonly Dropout _dropout;

    private protected HeadAttention(
        double dropout,
        bool useBias,
        Initializer? kernelInitializer,
        Initializer? biasInitializer,
        Regularizer? kernelRegularizer,
        Regularizer? biasRegularizer,
        Regularizer? activityRegularizer,
        Constraint? kernelConstraint,
        Constraint? biasConstraint,
        long? seed,
        string? name,
        DType? dtype,
        bool trainable)
        : base(name, dtype, trainable, activityRegularizer)
    {
        (UseBias, Seed, _dropout) = (useBias, seed, new Dropout(dropout, seed: seed));
        (_kernelInitializer, _biasInitializer) = (kernelInitializer ?? new GlorotUniform(), biasInitializer ?? new Zeros());
        (_kernelRegularizer, _biasRegularizer) = (kernelRegularizer, biasRegularizer);
        (_kernelConstraint, _biasConstraint) = (kernelConstraint, biasConstraint);
    }

    /// <summary>The probability that a weight of attention becomes 0 in training.</summary>
    public double Dropout => _dropout.Rate;

    /// <summary>Whether the projections have a bias.</summary>
    public bool UseBias { get; }

    /// <summary>A seed of its own for dropout, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <summary>The four projections are penalised, each by itself, as in Keras.</summary>
    internal override bool PenalisesParts => true;

    /// <summary>Sets the arguments that all of them have.</summary>
    private protected Config SetShared(Config config) => config
        .Set("dropout", Dropout).Set("use_bias", UseBias)
        .Set("kernel_initializer", _kernelInitializer).Set("bias_initializer", _biasInitializer)
        .Set("kernel_regularizer", _kernelRegularizer).Set("bias_regularizer", _biasRegularizer)
        .Set("activity_regularizer", ActivityRegularizer)
        .Set("kernel_constraint", _kernelConstraint).Set("bias_constraint", _biasConstraint).Set("seed", Seed);

    /// <summary>The shapes of query, value and key, wherever they stand in the call.</summary>
    private protected (Shape Query, Shape Value, Shape Key) Shapes(IReadOnlyList<Shape> inputs)
    {
        Shape value = inputs.Count > 1 ? inputs[1] : Optional("value") ?? throw new ArgumentException("it expects [query, value] or [query, value, key]");
        Shape key = inputs.Count > 2 ? inputs[2] : Optional("key") ?? value;
        if (inputs[0].Rank < 3) throw new ArgumentException("it expects sequences, (batch, time, features)");
        if (value.Rank != key.Rank || value[1..^1] != key[1..^1]) throw new ArgumentException($"its value {value} and key {key} must be equal in all lengths but the last");
        return (inputs[0], value, key);

        Shape? Optional(string name) => BuildOptions?.Inputs.TryGetValue(name, out IReadOnlyList<TensorType>? types) == true ? types[0].Shape : null;
    }

    /// <summary>A projection; files keep its weights under the name of an attribute of Keras' class.</summary>
    private protected EinsumDense Projection(string name, string attribute, string equation, Shape output, string biasAxes) => Track(
        new EinsumDense(equation, output, biasAxes: UseBias ? biasAxes : null, kernelInitializer: _kernelInitializer, biasInitializer: _biasInitializer, kernelRegularizer: _kernelRegularizer, biasRegularizer: _biasRegularizer, activityRegularizer: ActivityRegularizer, kernelConstraint: _kernelConstraint, biasConstraint: _biasConstraint, name: name, dtype: DType, trainable: Trainable),
        attribute);

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        if (inputs.Count > 3) throw new ArgumentException("it expects [query, value] or [query, value, key]");
        Node query = inputs[0];
        Node value = inputs.Count > 1 ? inputs[1] : context.Option("value") ?? throw new ArgumentException("it expects [query, value] or [query, value, key]");
        Node? key = inputs.Count > 2 ? inputs[2] : context.Option("key");
        Node? mask = AttentionMask.Combine(
            QueryMask(context),
            context.Option("value_mask") ?? (inputs.Count > 1 ? context.Mask(1) : context.MaskOf(value)),
            context.Option("key_mask") ?? (inputs.Count > 2 ? context.Mask(2) : key is null ? null : context.MaskOf(key)),
            context.Flag("use_causal_mask") ? AttentionMask.Causal(query.Shape[1], value.Shape[1]) : null,
            context.Option("attention_mask"));
        (Node output, Node weights) = Attend(query, value, key ?? value, mask, context);
        return context.Flag("return_attention_scores") ? [output, weights] : [output];
    }

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [QueryMask(context)];
    }

    /// <summary>Output and weights of attention for inputs that are not projected yet.</summary>
    private protected abstract (Node Output, Node Weights) Attend(Node query, Node value, Node key, Node? mask, CallContext context);

    /// <summary>
    /// The weights, and the sums of values that they give, for what is projected already. One equation makes scores of keys and queries, the other sums of weights
    /// and values; the last axes of the scores are those along which attention goes, first of queries, then of keys.
    /// </summary>
    private protected (Node Sums, Node Weights) Attend(Node query, Node key, Node value, string scoreEquation, string sumEquation, int axes, Node? mask, CallContext context)
    {
        Node scores = Einsum(scoreEquation, key, query * (1 / Math.Sqrt(query.Shape[-1])));
        if (mask is not null)
        {
            // Heads, and what else the mask does not know of, stand before the axes of queries and keys.
            while (mask.Shape.Rank < scores.Shape.Rank) mask = Reshape(mask, mask.Shape.Insert(Math.Max(0, mask.Shape.Rank - 2 * axes), 1));
            // Keras has two ways, which differ only for queries that may look at nothing.
            bool isPlain = !(Dropout > 0 && context.Training) && !context.Flag("return_attention_scores") && query.Shape.Rank == 4;
            scores = isPlain ? AttentionMask.Replace(scores, mask) : AttentionMask.Lower(scores, mask);
        }

        context.Record("scores", scores);
        Node weights = context.Record("weights", Softmax.Along(scores, [.. Enumerable.Range(-axes, axes)]));
        Node kept = Dropout > 0 ? _dropout.Apply(weights, context) : weights;
        return (context.Record("heads", Einsum(sumEquation, kept, value)), weights);
    }

    private static Node? QueryMask(CallContext context) => context.Option("query_mask") ?? context.Mask();
}
