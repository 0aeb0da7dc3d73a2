using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// A row of numbers for each whole number: row i of a table that is learned. Only rows that were looked up receive a gradient.
/// <list type="table">
/// <item><term>input</term><description>whole numbers from 0 to inputDim − 1, any shape; numbers of a float type are cut to int32</description></item>
/// <item><term>embeddings</term><description>(inputDim, outputDim)</description></item>
/// <item><term>output</term><description>(…, outputDim)</description></item>
/// </list>
/// Source: keras/src/layers/core/embedding.py.
/// </summary>
public sealed class Embedding : Layer
{
    private readonly Initializer _embeddingsInitializer;
    private readonly Regularizer? _embeddingsRegularizer;
    private readonly Constraint? _embeddingsConstraint;
    private Variable? _embeddings;

    /// <summary>Describes the layer.</summary>
    /// <param name="inputDim">The number of rows: the largest input plus 1.</param>
    /// <param name="outputDim">The length of a row.</param>
    /// <param name="embeddingsInitializer">How the table starts. Default "uniform", between −0.05 and 0.05.</param>
    /// <param name="embeddingsRegularizer">A penalty on the table. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="embeddingsConstraint">What the table must satisfy after each step. Default none.</param>
    /// <param name="maskZero">Whether 0 stands for "nothing here" and layers behind skip it. Default false.</param>
    /// <param name="name">The name. Default embedding, embedding_1 …</param>
    /// <param name="dtype">The number type. Default float32, or the model's.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Rows or their length are fewer than 1.</exception>
    public Embedding(
        int inputDim,
        int outputDim,
        Initializer? embeddingsInitializer = null,
        Regularizer? embeddingsRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? embeddingsConstraint = null,
        bool maskZero = false,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(name, dtype, trainable, activityRegularizer)
    {
        if (inputDim < 1) throw new ArgumentOutOfRangeException(nameof(inputDim), $"An embedding needs 1 row or more, not {inputDim}.");
        if (outputDim < 1) throw new ArgumentOutOfRangeException(nameof(outputDim), $"The rows of an embedding need 1 number or more, not {outputDim}.");
        (InputDim, OutputDim, MaskZero) = (inputDim, outputDim, maskZero);
        (_embeddingsInitializer, _embeddingsRegularizer, _embeddingsConstraint) = (embeddingsInitializer ?? new RandomUniform(), embeddingsRegularizer, embeddingsConstraint);
    }

    /// <summary>The number of rows.</summary>
    public int InputDim { get; }

    /// <summary>The length of a row.</summary>
    public int OutputDim { get; }

    /// <summary>Whether 0 stands for "nothing here".</summary>
    public bool MaskZero { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("input_dim", InputDim).Set("output_dim", OutputDim)
        .Set("embeddings_initializer", _embeddingsInitializer).Set("embeddings_regularizer", _embeddingsRegularizer)
        .Set("activity_regularizer", ActivityRegularizer).Set("embeddings_constraint", _embeddingsConstraint)
        .Set("mask_zero", MaskZero).Set("quantization_config", (string?)null);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Embedding FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("lora_rank", "quantization_config");
        return new(
            config.Int("input_dim"),
            config.Int("output_dim"),
            config.OptionalObject("embeddings_initializer", InitializerRegistry.All),
            config.OptionalObject("embeddings_regularizer", RegularizerRegistry.All),
            embeddingsConstraint: config.OptionalObject("embeddings_constraint", ConstraintRegistry.All),
            maskZero: config.Bool("mask_zero"));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape) =>
        _embeddings = AddWeight("embeddings", [InputDim, OutputDim], _embeddingsInitializer, regularizer: _embeddingsRegularizer, constraint: _embeddingsConstraint);

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        return context.Record("a", Gather(_embeddings!, x.DType is DType.Int32 or DType.Int64 ? x : Cast(x, DType.Int32)));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [MaskZero ? NotEqual(inputs[0], 0) : null];
    }
}
