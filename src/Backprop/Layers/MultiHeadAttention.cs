using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Attention with several heads: head(q, k, v) = softmax(q·kᵀ/√keyDim)·v with projections of its own for each head, joined by a last projection.
/// <list type="table">
/// <item><term>inputs</term><description>query (batch, queries, in), value and key (batch, keys, …)</description></item>
/// <item><term>query, key, value: kernel, bias</term><description>(in, heads, keyDim or valueDim), (heads, keyDim or valueDim)</description></item>
/// <item><term>attention_output: kernel, bias</term><description>(heads, valueDim, out), (out)</description></item>
/// <item><term>output</term><description>(batch, queries, out); weights of attention (batch, heads, queries, keys)</description></item>
/// </list>
/// How it is called, and with which masks, is said at <see cref="HeadAttention"/>.
/// Source: A. Vaswani et al. (2017); keras/src/layers/attention/multi_head_attention.py.
/// </summary>
public sealed class MultiHeadAttention : HeadAttention
{
    private readonly int[]? _givenAxes;
    private int[]? _axes;
    private EinsumDense? _query;
    private EinsumDense? _key;
    private EinsumDense? _value;
    private EinsumDense? _output;
    private string _scoreEquation = "";
    private string _sumEquation = "";

    /// <summary>Describes the layer.</summary>
    /// <param name="numHeads">The number of heads.</param>
    /// <param name="keyDim">The length of a head's queries and keys.</param>
    /// <param name="valueDim">The length of a head's values. Default that of its keys.</param>
    /// <param name="dropout">The probability that a weight of attention becomes 0 in training. Default 0.</param>
    /// <param name="useBias">Whether the projections have a bias. Default true.</param>
    /// <param name="outputShape">The shape of one output, without batch and places. Default the query's last length.</param>
    /// <param name="attentionAxes">The axes, counted with the batch as 0, along which attention goes. Default all but batch and features.</param>
    /// <param name="kernelInitializer">How the kernels start. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the biases start. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on each kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on each bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output of each projection, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernels must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the biases must satisfy after each step. Default none.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default multi_head_attention, multi_head_attention_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Heads or lengths are fewer than 1, or the rate of dropout is no probability.</exception>
    public MultiHeadAttention(
        int numHeads,
        int keyDim,
        int? valueDim = null,
        double dropout = 0,
        bool useBias = true,
        Shape? outputShape = null,
        IReadOnlyList<int>? attentionAxes = null,
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
        if (numHeads < 1) throw new ArgumentOutOfRangeException(nameof(numHeads), $"There must be 1 head or more, not {numHeads}.");
        if (keyDim < 1) throw new ArgumentOutOfRangeException(nameof(keyDim), $"Keys need 1 number or more, not {keyDim}.");
        if (valueDim < 1) throw new ArgumentOutOfRangeException(nameof(valueDim), $"Values need 1 number or more, not {valueDim}.");
        (NumHeads, KeyDim, ValueDim, OutputShape, _givenAxes) = (numHeads, keyDim, valueDim ?? keyDim, outputShape, attentionAxes is null ? null : [.. attentionAxes]);
    }

    /// <summary>The number of heads.</summary>
    public int NumHeads { get; }

    /// <summary>The length of a head's queries and keys.</summary>
    public int KeyDim { get; }

    /// <summary>The length of a head's values.</summary>
    public int ValueDim { get; }

    /// <summary>The shape of one output as it was given, or null.</summary>
    public Shape? OutputShape { get; }

    /// <summary>The axes along which attention goes; null while they follow from an input that is not known yet.</summary>
    public IReadOnlyList<int>? AttentionAxes => _axes ?? _givenAxes;

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig()
        .Set("num_heads", NumHeads).Set("key_dim", KeyDim).Set("value_dim", ValueDim).Set("use_gate", false)
        .Set("output_shape", OutputShape is { } shape ? Config.ShapeJson(shape) : null).Set("attention_axes", AttentionAxes).Set("sliding_window", (int?)null));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static MultiHeadAttention FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("use_gate", "sliding_window");
        return new(
            config.Int("num_heads"),
            config.Int("key_dim"),
            config.OptionalInt("value_dim"),
            config.Double("dropout", 0),
            config.Bool("use_bias", true),
            config.OptionalInts("output_shape") is { } output ? Shape.Create(output) : null,
            config.OptionalInts("attention_axes"),
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
        (Shape query, Shape value, Shape key) = Shapes(inputShapes);
        int rank = value.Rank + 1; // of a projection: one more axis for the heads
        _axes = _givenAxes is null ? [.. Enumerable.Range(1, rank - 3)] : [.. _givenAxes.Select(axis => axis < 0 ? axis + rank - 1 : axis)];
        if (_axes.Length == 0 || _axes.Any(axis => axis < 1 || axis > rank - 3)) throw new ArgumentException($"its attention axes must lie between 1 and {rank - 3}, not ({string.Join(", ", _axes)})");
        _query = Head("query", query, KeyDim);
        _key = Head("key", key, KeyDim);
        _value = Head("value", value, ValueDim);
        (string equation, Shape output, string bias) = AttentionEquations.Projection(query.Rank - 1, 2, OutputShape ?? [query[-1]]);
        _output = Projection("attention_output", "output_dense", equation, output, bias);
        (_scoreEquation, _sumEquation) = AttentionEquations.Attention(rank, _axes);
    }

    private protected override (Node Output, Node Weights) Attend(Node query, Node value, Node key, Node? mask, CallContext context)
    {
        (Node sums, Node weights) = Attend(_query!.Apply(query, context), _key!.Apply(key, context), _value!.Apply(value, context), _scoreEquation, _sumEquation, _axes!.Length, mask, context);
        return (_output!.Apply(sums, context), weights);
    }

    private EinsumDense Head(string name, Shape input, int length)
    {
        (string equation, Shape output, string bias) = AttentionEquations.Projection(input.Rank - 1, 1, [NumHeads, length]);
        return Projection(name, name + "_dense", equation, output, bias);
    }
}
