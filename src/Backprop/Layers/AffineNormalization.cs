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
/// What normalisations share that end in weights: y = (x − mean)/√(variance + ε) · gamma + beta. Where mean and variance come from is said by each of them.
/// </summary>
public abstract class AffineNormalization : Layer
{
    private readonly Initializer _betaInitializer;
    private readonly Initializer _gammaInitializer;
    private readonly Regularizer? _betaRegularizer;
    private readonly Regularizer? _gammaRegularizer;
    private readonly Constraint? _betaConstraint;
    private readonly Constraint? _gammaConstraint;
    private Variable? _gamma;
    private Variable? _beta;

    private protected AffineNormalization(
        double epsilon,
        bool center,
        bool scale,
        Initializer? betaInitializer,
        Initializer? gammaInitializer,
        Regularizer? betaRegularizer,
        Regularizer? gammaRegularizer,
        Constraint? betaConstraint,
        Constraint? gammaConstraint,
        string? name,
        DType? dtype,
        bool trainable)
        : base(name, dtype, trainable)
    {
        if (!(epsilon >= 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε must be 0 or more, not {epsilon}.");
        (Epsilon, Center, Scale) = (epsilon, center, scale);
        (_betaInitializer, _gammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        (_betaRegularizer, _gammaRegularizer) = (betaRegularizer, gammaRegularizer);
        (_betaConstraint, _gammaConstraint) = (betaConstraint, gammaConstraint);
    }

    /// <summary>What is added to the variance, so that nothing is divided by 0.</summary>
    public double Epsilon { get; }

    /// <summary>Whether beta is added.</summary>
    public bool Center { get; }

    /// <summary>Whether there is a factor gamma.</summary>
    public bool Scale { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <summary>Sets the arguments that all of them have.</summary>
    private protected Config SetShared(Config config) => config
        .Set("epsilon", Epsilon).Set("center", Center).Set("scale", Scale)
        .Set("beta_initializer", _betaInitializer).Set("gamma_initializer", _gammaInitializer)
        .Set("beta_regularizer", _betaRegularizer).Set("gamma_regularizer", _gammaRegularizer)
        .Set("beta_constraint", _betaConstraint).Set("gamma_constraint", _gammaConstraint);

    /// <summary>Creates gamma and beta, where they are wanted.</summary>
    private protected void BuildAffine(Shape shape, bool hasScale, bool hasCenter)
    {
        if (hasScale) _gamma = AddWeight("gamma", shape, _gammaInitializer, regularizer: _gammaRegularizer, constraint: _gammaConstraint);
        if (hasCenter) _beta = AddWeight("beta", shape, _betaInitializer, regularizer: _betaRegularizer, constraint: _betaConstraint);
    }

    /// <summary>x̂ · gamma + beta with the weights in a shape that broadcasts over x̂.</summary>
    private protected Node Affine(Node normalized, Shape shape, CallContext context)
    {
        Node y = context.Record("normalized", normalized);
        if (_gamma is not null) y = y * Reshape(_gamma, shape);
        if (_beta is not null) y = y + Reshape(_beta, shape);
        return context.Record("a", y);
    }

    /// <summary>Length 1 everywhere but along some axes.</summary>
    private protected static Shape Along(Shape shape, IReadOnlyList<int> axes)
    {
        int[] kept = [.. axes.Select(shape.Axis)];
        return Shape.Create([.. Enumerable.Range(0, shape.Rank).Select(axis => kept.Contains(axis) ? shape[axis] : 1)]);
    }
}
