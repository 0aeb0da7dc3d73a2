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
/// x where it is positive, otherwise alpha·x, with a weight alpha for each place in a sample; along shared axes there is one. It starts as ReLU, because alpha starts at 0.
/// Input and output (batch, …), alpha (…) with length 1 along shared axes. Source: K. He et al. (2015); keras/src/layers/activations/prelu.py.
/// </summary>
public sealed class PReLU : Layer
{
    private readonly Initializer _alphaInitializer;
    private readonly Regularizer? _alphaRegularizer;
    private readonly Constraint? _alphaConstraint;
    private readonly int[]? _sharedAxes;
    private Variable? _alpha;

    /// <summary>Describes the layer.</summary>
    /// <param name="alphaInitializer">How alpha starts. Default "zeros".</param>
    /// <param name="alphaRegularizer">A penalty on alpha. Default none.</param>
    /// <param name="alphaConstraint">What alpha must satisfy after each step. Default none.</param>
    /// <param name="sharedAxes">The axes, counted with the batch as 0, along which all places share one alpha. Default none.</param>
    /// <param name="name">The name. Default p_re_lu, p_re_lu_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public PReLU(
        Initializer? alphaInitializer = null,
        Regularizer? alphaRegularizer = null,
        Constraint? alphaConstraint = null,
        IReadOnlyList<int>? sharedAxes = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(name, dtype, trainable) =>
        (_alphaInitializer, _alphaRegularizer, _alphaConstraint, _sharedAxes) = (alphaInitializer ?? new Zeros(), alphaRegularizer, alphaConstraint, sharedAxes is null ? null : [.. sharedAxes]);

    /// <summary>The axes along which all places share one alpha, counted with the batch as 0; null for none.</summary>
    public IReadOnlyList<int>? SharedAxes => _sharedAxes;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("alpha_initializer", _alphaInitializer).Set("alpha_regularizer", _alphaRegularizer).Set("alpha_constraint", _alphaConstraint).Set("shared_axes", _sharedAxes);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static PReLU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            config.OptionalObject("alpha_initializer", InitializerRegistry.All),
            config.OptionalObject("alpha_regularizer", RegularizerRegistry.All),
            config.OptionalObject("alpha_constraint", ConstraintRegistry.All),
            config.OptionalInts("shared_axes"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        Shape shape = inputShape;
        foreach (int axis in _sharedAxes ?? []) shape = inputShape.Axis(axis) == 0 ? throw new ArgumentException("axis 0, the batch, is shared anyway; name other axes") : shape.With(axis, 1);
        _alpha = AddWeight("alpha", shape[1..], _alphaInitializer, regularizer: _alphaRegularizer, constraint: _alphaConstraint);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => Relu(x) - _alpha! * Relu(-x);
}
