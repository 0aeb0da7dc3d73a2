using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Attention in which several heads of queries share one head of keys and values: fewer weights, and less to keep when a text is continued.
/// <list type="table">
/// <item><term>inputs</term><description>query (batch, queries, in), value and key (batch, keys, …)</description></item>
/// <item><term>query: kernel, bias</term><description>(in, queryHeads, headDim), (queryHeads, headDim)</description></item>
/// <item><term>key, value: kernel, bias</term><description>(in, keyValueHeads, headDim), (keyValueHeads, headDim)</description></item>
/// <item><term>attention_output: kernel, bias</term><description>(queryHeads, headDim, in), (in)</description></item>
/// </list>
/// How it is called, and with which masks, is said at <see cref="HeadAttention"/>. In files it is GroupedQueryAttention, Keras' own name for the class.
/// Source: J. Ainslie et al. (2023); keras/src/layers/attention/grouped_query_attention.py.
/// </summary>
public sealed class GroupQueryAttention : HeadAttention
{
    private EinsumDense? _query;
    private EinsumDense? _key;
    private EinsumDense? _value;
    private EinsumDense? _output;

    /// <summary>Describes the layer.</summary>
    /// <param name="headDim">The length of a head's queries, keys and values.</param>
    /// <param name="numQueryHeads">The number of heads of queries, a multiple of that of keys and values.</param>
    /// <param name="numKeyValueHeads">The number of heads of keys and values.</param>
    /// <param name="dropout">The probability that a weight of attention becomes 0 in training. Default 0.</param>
    /// <param name="useBias">Whether the projections have a bias. Default true.</param>
    /// <param name="kernelInitializer">How the kernels start. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the biases start. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on each kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on each bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output of each projection, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernels must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the biases must satisfy after each step. Default none.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default grouped_query_attention, grouped_query_attention_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">A number is less than 1, or the heads of queries cannot be shared out evenly.</exception>
    public GroupQueryAttention(
        int headDim,
        int numQueryHeads,
        int numKeyValueHeads,
        double dropout = 0,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null,
        long? seed = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(dropout, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, activityRegularizer, kernelConstraint, biasConstraint, seed, name, dtype, trainable)
    {
        if (headDim < 1) throw new ArgumentOutOfRangeException(nameof(headDim), $"A head needs 1 number or more, not {headDim}.");
        if (numKeyValueHeads < 1 || numQueryHeads < 1 || numQueryHeads % numKeyValueHeads != 0) throw new ArgumentException($"The heads of queries must be a multiple of those of keys and values; they are {numQueryHeads} and {numKeyValueHeads}.", nameof(numQueryHeads));
        (HeadDim, NumQueryHeads, NumKeyValueHeads) = (headDim, numQueryHeads, numKeyValueHeads);
    }

    /// <inheritdoc/>
    public override string KerasClass => "GroupedQueryAttention";

    /// <summary>The length of a head's queries, keys and values.</summary>
    public int HeadDim { get; }

    /// <summary>The number of heads of queries.</summary>
    public int NumQueryHeads { get; }

    /// <summary>The number of heads of keys and values.</summary>
    public int NumKeyValueHeads { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig().Set("head_dim", HeadDim).Set("num_query_heads", NumQueryHeads).Set("num_key_value_heads", NumKeyValueHeads));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static GroupQueryAttention FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("use_gate", "sliding_window");
        return new(
            config.Int("head_dim"),
            config.Int("num_query_heads"),
            config.Int("num_key_value_heads"),
            config.Double("dropout", 0),
            config.Bool("use_bias", true),
            kernelInitializer: config.OptionalObject("kernel_initializer", InitializerRegistry.All),
            biasInitializer: config.OptionalObject("bias_initializer", InitializerRegistry.All),
            kernelRegularizer: config.OptionalObject("kernel_regularizer", RegularizerRegistry.All),
            biasRegularizer: config.OptionalObject("bias_regularizer", RegularizerRegistry.All),
            kernelConstraint: config.OptionalObject("kernel_constraint", ConstraintRegistry.All),
            biasConstraint: config.OptionalObject("bias_constraint", ConstraintRegistry.All),
            seed: config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputShapes)
    {
        (Shape query, _, _) = Shapes(inputShapes);
        // b batch, q place of a query, k place of a key, m features, u heads of queries, v heads of keys and values, h features of a head
        _query = Projection("query", "query_dense", "bqm,muh->bquh", [Shape.Unknown, NumQueryHeads, HeadDim], "uh");
        _key = Projection("key", "key_dense", "bkm,mvh->bkvh", [Shape.Unknown, NumKeyValueHeads, HeadDim], "vh");
        _value = Projection("value", "value_dense", "bkm,mvh->bkvh", [Shape.Unknown, NumKeyValueHeads, HeadDim], "vh");
        _output = Projection("attention_output", "output_dense", "bquh,uhm->bqm", [Shape.Unknown, query[-1]], "m");
    }

    private protected override (Node Output, Node Weights) Attend(Node query, Node value, Node key, Node? mask, CallContext context)
    {
        (Node sums, Node weights) = Attend(_query!.Apply(query, context), Repeat(_key!.Apply(key, context)), Repeat(_value!.Apply(value, context)), "bkuh,bquh->buqk", "buqk,bkuh->bquh", 1, mask, context);
        return (_output!.Apply(sums, context), weights);
    }

    /// <summary>Each head as often as heads of queries share it.</summary>
    private Node Repeat(Node heads)
    {
        Shape shape = heads.Shape; // (B, S, v, h)
        int repeats = NumQueryHeads / NumKeyValueHeads;
        Node spread = BroadcastTo(Reshape(heads, shape.Insert(3, 1)), shape.Insert(3, repeats)); // (B, S, v, r, h)
        return Reshape(spread, shape.With(2, NumQueryHeads)); // (B, S, u, h)
    }
}
