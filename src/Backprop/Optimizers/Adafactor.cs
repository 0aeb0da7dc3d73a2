using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Steps divided by root mean squares that are kept as means of rows r and columns c instead of one number per weight:
/// ρ = min(lr, 1/√t); α = max(ε₂, rms(w))·ρ; β = 1 − t^decay; r and c follow the means of g² + ε₁ over the last and the last but one axis;
/// v = r/mean(r) ⊗ c (of fewer than two axes: v follows g² + ε₁ itself); u = g/√v; w ← w − α·u/max(1, rms(u)/threshold).
/// Sources: Shazeer and Stern, "Adafactor: Adaptive learning rates with sublinear memory cost" (2018); keras/src/optimizers/adafactor.py,
/// which keeps v as well.
/// </summary>
public sealed class Adafactor : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="beta2Decay">The power of t in β. Default −0.8.</param>
    /// <param name="epsilon1">ε₁, added to squares of gradients. Default 1e-30.</param>
    /// <param name="epsilon2">ε₂, below which the size of a weight does not shrink the step. Default 0.001.</param>
    /// <param name="clipThreshold">The largest root mean square of u. Default 1.</param>
    /// <param name="relativeStep">Whether a learning rate that is a number is limited by 1/√t. As in Keras the limit is kept in any case. Default true.</param>
    /// <param name="name">The name. Default "adafactor".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adafactor(LearningRate? learningRate = null, double beta2Decay = -0.8, double epsilon1 = 1e-30, double epsilon2 = 1e-3, double clipThreshold = 1, bool relativeStep = true, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        if (!double.IsFinite(beta2Decay)) throw new ArgumentOutOfRangeException(nameof(beta2Decay), $"beta2Decay must be a number, not {beta2Decay}.");
        if (!(clipThreshold is > 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(clipThreshold), $"clipThreshold must be a positive number, not {clipThreshold}.");
        (Beta2Decay, Epsilon1, Epsilon2) = (beta2Decay, Arguments.NotNegative(epsilon1), Arguments.NotNegative(epsilon2));
        (ClipThreshold, RelativeStep) = (clipThreshold, relativeStep);
    }

    /// <summary>The power of t in β.</summary>
    public double Beta2Decay { get; }

    /// <summary>ε₁, added to squares of gradients.</summary>
    public double Epsilon1 { get; }

    /// <summary>ε₂, below which the size of a weight does not shrink the step.</summary>
    public double Epsilon2 { get; }

    /// <summary>The largest root mean square of u.</summary>
    public double ClipThreshold { get; }

    /// <summary>Whether a learning rate that is a number is limited by 1/√t.</summary>
    public bool RelativeStep { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("r"), new("c"), new("velocity")];

    /// <inheritdoc/>
    protected override Tensor? Start(Slot slot, Variable weight)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(weight);
        if (slot.Name == "velocity") return base.Start(slot, weight);
        // Keras keeps an integer in the place of means that a vector does not have.
        if (weight.Shape.Rank < 2) return Tensor.Scalar(0, DType.Int32);
        return new Tensor(weight.DType, weight.Shape.Remove(slot.Name == "r" ? weight.Shape.Rank - 1 : weight.Shape.Rank - 2));
    }

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node t) = (step.W, step.G, step.T);
        Node alpha = Maximum(RootMeanSquare(w), Epsilon2) * Minimum(step.LearningRate, 1 / Sqrt(t));
        Node beta = 1 - Power(t, Like(t, Beta2Decay));
        Node squares = Square(g) + Epsilon1;
        Node v;
        if (w.Shape.Rank >= 2)
        {
            Node r = step["r"] = beta * step["r"] + (1 - beta) * Mean(squares, [-1]);
            Node c = step["c"] = beta * step["c"] + (1 - beta) * Mean(squares, [-2]);
            Node rows = r / Mean(r, [-1], keepDims: true);
            v = Reshape(rows, rows.Shape.Insert(rows.Shape.Rank, 1)) * Reshape(c, c.Shape.Insert(c.Shape.Rank - 1, 1));
        }
        else
        {
            v = beta * step["velocity"] + (1 - beta) * squares;
        }

        step["velocity"] = v;
        Node u = g / Sqrt(v);
        return w - alpha * (u / Maximum(RootMeanSquare(u) / ClipThreshold, 1));
    }

    private static Node RootMeanSquare(Node x) => Sqrt(Mean(Square(x)));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("beta_2_decay", Beta2Decay).Set("epsilon_1", Epsilon1).Set("epsilon_2", Epsilon2).Set("clip_threshold", ClipThreshold).Set("relative_step", RelativeStep);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Adafactor FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("beta_2_decay", -0.8), config.Double("epsilon_1", 1e-30), config.Double("epsilon_2", 1e-3), config.Double("clip_threshold", 1), config.Bool("relative_step", true));
    }
}
