using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Every output is connected to every input: a = f(z), z = x·kernel + bias. The product is over the last axis, whatever the rank.
/// <list type="table">
/// <item><term>input</term><description>(batch, …, in)</description></item>
/// <item><term>kernel</term><description>(in, units)</description></item>
/// <item><term>bias</term><description>(units,)</description></item>
/// <item><term>output</term><description>(batch, …, units)</description></item>
/// </list>
/// Source: keras/src/layers/core/dense.py.
/// </summary>
public sealed class Dense : Layer
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
    /// <param name="units">The number of outputs, 1 or more.</param>
    /// <param name="activation">The function f, by name or as an object. Default none, a = z.</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="kernelInitializer">How the kernel starts. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on the kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy after each step. Default none.</param>
    /// <param name="inputDim">The number of inputs, for the first layer of a model; its weights then exist at once. Default: found from the data.</param>
    /// <param name="name">The name. Default dense, dense_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units or inputs are fewer than 1.</exception>
    public Dense(
        int units,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null,
        int? inputDim = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(name, dtype, trainable, activityRegularizer)
    {
        if (units < 1) throw new ArgumentOutOfRangeException(nameof(units), $"A dense layer needs 1 unit or more, not {units}.");
        if (inputDim < 1) throw new ArgumentOutOfRangeException(nameof(inputDim), $"A dense layer needs 1 input or more, not {inputDim}.");
        (Units, Activation, UseBias) = (units, activation ?? new Linear(), useBias);
        (_kernelInitializer, _biasInitializer) = (kernelInitializer ?? new GlorotUniform(), biasInitializer ?? new Zeros());
        (_kernelRegularizer, _biasRegularizer) = (kernelRegularizer, biasRegularizer);
        (_kernelConstraint, _biasConstraint) = (kernelConstraint, biasConstraint);
        if (inputDim is { } length) InputShape = [length];
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The function applied to z.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("units", Units).Set("activation", Activation.ToJson()).Set("use_bias", UseBias)
        .Set("kernel_initializer", _kernelInitializer).Set("bias_initializer", _biasInitializer)
        .Set("kernel_regularizer", _kernelRegularizer).Set("bias_regularizer", _biasRegularizer)
        .Set("kernel_constraint", _kernelConstraint).Set("bias_constraint", _biasConstraint)
        .Set("quantization_config", (string?)null);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Dense FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("lora_rank", "quantization_config");
        return new(
            config.Int("units"),
            config.OptionalObject("activation", ActivationRegistry.All),
            config.Bool("use_bias", true),
            config.OptionalObject("kernel_initializer", InitializerRegistry.All),
            config.OptionalObject("bias_initializer", InitializerRegistry.All),
            config.OptionalObject("kernel_regularizer", RegularizerRegistry.All),
            config.OptionalObject("bias_regularizer", RegularizerRegistry.All),
            kernelConstraint: config.OptionalObject("kernel_constraint", ConstraintRegistry.All),
            biasConstraint: config.OptionalObject("bias_constraint", ConstraintRegistry.All));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (inputShape.Rank < 2) throw new ArgumentException("it expects (batch, …, in): one row of numbers per sample. Give each sample a row, for example with shape (samples, 1).");
        _kernel = AddWeight("kernel", [inputShape[-1], Units], _kernelInitializer, regularizer: _kernelRegularizer, constraint: _kernelConstraint);
        if (UseBias) _bias = AddWeight("bias", [Units], _biasInitializer, regularizer: _biasRegularizer, constraint: _biasConstraint);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (x.Shape.Rank < 2 || x.Shape[-1] != _kernel!.Shape[0]) throw new ArgumentException($"its kernel has shape {_kernel!.Shape}, so it expects (batch, …, {_kernel.Shape[0]}).");
        Node z = MatMul(x, _kernel);
        if (_bias is not null) z = Add(z, _bias);
        context.Record("z", z);
        return context.Record("a", Activation.Apply(z));
    }
}
