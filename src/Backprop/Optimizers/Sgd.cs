using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>
/// Stochastic gradient descent: w ← w − lr·g; with momentum v ← μv − lr·g, w ← w + v; with Nesterov's, w ← w + μv − lr·g with the new v.
/// Source: keras/src/optimizers/sgd.py.
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.01.</param>
    /// <param name="momentum">How much of the last change is kept, μ, from 0 to 1. Default 0.</param>
    /// <param name="nesterov">Whether the gradient is taken ahead, in the way of Nesterov. Default false.</param>
    /// <param name="name">The name. Default "sgd".</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite, or the momentum is not between 0 and 1.</exception>
    public Sgd(LearningRate? learningRate = null, double momentum = 0, bool nesterov = false, string? name = null)
        : base(learningRate ?? 0.01, name)
    {
        if (!(momentum is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), $"The momentum must lie between 0 and 1, not be {momentum}.");
        (Momentum, Nesterov) = (momentum, nesterov);
    }

    /// <summary>How much of the last change is kept, μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the gradient is taken ahead.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => Momentum == 0 ? [] : [new Slot("momentum")];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node lr) = (step.W, step.G, step.LearningRate);
        if (Momentum == 0) return w - lr * g;
        Node v = step["momentum"] = Momentum * step["momentum"] - lr * g;
        return Nesterov ? w + (Momentum * v - lr * g) : w + v;
    }

    /// <inheritdoc/>
    public override string KerasClass => "SGD";

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("momentum", Momentum).Set("nesterov", Nesterov);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Sgd FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("momentum", 0), config.Bool("nesterov"));
    }
}
