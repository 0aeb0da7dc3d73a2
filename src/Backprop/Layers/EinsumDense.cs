using Backprop.Activations;
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
/// A dense layer whose product is Einstein's summation: a = f(z), z = einsum(equation, x, kernel) + bias. "abc,cd->abd" is the usual dense layer on sequences.
/// <list type="table">
/// <item><term>input</term><description>an axis for each letter before the comma; "..." at the beginning or end stands for any further axes</description></item>
/// <item><term>kernel</term><description>an axis for each letter behind the comma</description></item>
/// <item><term>bias</term><description>the axes of the output named by biasAxes, and those behind the first of them with length 1</description></item>
/// <item><term>output</term><description>an axis for each letter behind the arrow</description></item>
/// </list>
/// Source: keras/src/layers/core/einsum_dense.py.
/// </summary>
public sealed class EinsumDense : Layer
{
    private readonly Initializer _kernelInitializer;
    private readonly Initializer _biasInitializer;
    private readonly Regularizer? _kernelRegularizer;
    private readonly Regularizer? _biasRegularizer;
    private readonly Constraint? _kernelConstraint;
    private readonly Constraint? _biasConstraint;
    private Variable? _kernel;
    private Variable? _bias;

    /// <summary>Describes the layer.</summary>
    /// <param name="equation">For example "ab,bc->ac", "...a,ab->...b" or "ab...,bc->ac...".</param>
    /// <param name="outputShape">The lengths of the output's axes but for the batch and those under "..."; unknown where the input tells.</param>
    /// <param name="activation">The function f, by name or as an object. Default none, a = z.</param>
    /// <param name="biasAxes">The letters of the output along which the bias varies. Default no bias.</param>
    /// <param name="kernelInitializer">How the kernel starts. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on the kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default einsum_dense, einsum_dense_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">The equation is not of the form "input,kernel->output", or names a letter in the wrong place.</exception>
    public EinsumDense(
        string equation,
        Shape outputShape,
        ActivationFunction? activation = null,
        string? biasAxes = null,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(name, dtype, trainable, activityRegularizer)
    {
        ArgumentNullException.ThrowIfNull(equation);
        Parsed = new DenseEquation(equation, outputShape, biasAxes);
        (Equation, OutputShape, BiasAxes, Activation) = (equation, outputShape, biasAxes, activation ?? new Linear());
        (_kernelInitializer, _biasInitializer) = (kernelInitializer ?? new GlorotUniform(), biasInitializer ?? new Zeros());
        (_kernelRegularizer, _biasRegularizer) = (kernelRegularizer, biasRegularizer);
        (_kernelConstraint, _biasConstraint) = (kernelConstraint, biasConstraint);
    }

    /// <summary>The equation.</summary>
    public string Equation { get; }

    /// <summary>The lengths of the output's axes as they were given.</summary>
    public Shape OutputShape { get; }

    /// <summary>The letters along which the bias varies, or null.</summary>
    public string? BiasAxes { get; }

    /// <summary>The function applied to z.</summary>
    public ActivationFunction Activation { get; }

    private DenseEquation Parsed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("output_shape", OutputShape).Set("equation", Equation).Set("activation", Activation.ToJson()).Set("bias_axes", BiasAxes)
        .Set("kernel_initializer", _kernelInitializer).Set("bias_initializer", _biasInitializer)
        .Set("kernel_regularizer", _kernelRegularizer).Set("bias_regularizer", _biasRegularizer)
        .Set("activity_regularizer", ActivityRegularizer)
        .Set("kernel_constraint", _kernelConstraint).Set("bias_constraint", _biasConstraint)
        .Set("quantization_config", (string?)null);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static EinsumDense FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("lora_rank", "quantization_config");
        return new(
            config.Text("equation"),
            config.Json("output_shape") is System.Text.Json.Nodes.JsonArray ? config.Shape("output_shape") : [config.Int("output_shape")],
            config.OptionalObject("activation", ActivationRegistry.All),
            config.OptionalText("bias_axes"),
            config.OptionalObject("kernel_initializer", InitializerRegistry.All),
            config.OptionalObject("bias_initializer", InitializerRegistry.All),
            config.OptionalObject("kernel_regularizer", RegularizerRegistry.All),
            config.OptionalObject("bias_regularizer", RegularizerRegistry.All),
            kernelConstraint: config.OptionalObject("kernel_constraint", ConstraintRegistry.All),
            biasConstraint: config.OptionalObject("bias_constraint", ConstraintRegistry.All));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        (Shape kernel, Shape? bias) = Parsed.Weights(inputShape);
        _kernel = AddWeight("kernel", kernel, _kernelInitializer, regularizer: _kernelRegularizer, constraint: _kernelConstraint);
        if (bias is { } shape) _bias = AddWeight("bias", shape, _biasInitializer, regularizer: _biasRegularizer, constraint: _biasConstraint);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        Node z = Einsum(Equation, x, _kernel!);
        if (_bias is not null) z = z + _bias;
        context.Record("z", z);
        return context.Record("a", Activation.Apply(z));
    }
}
