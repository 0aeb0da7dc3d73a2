using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>½d² where |d| ≤ δ, otherwise δ|d| − ½δ², with d = ŷ − y; the mean over the last axis: squared for small errors, absolute for large ones. Source: keras/src/losses/losses.py.</summary>
/// <param name="delta">δ, where the loss turns from squared to absolute. Default 1.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs. Default "huber_loss".</param>
/// <exception cref="ArgumentOutOfRangeException">δ is not positive.</exception>
public sealed class Huber(double delta = 1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name ?? "huber_loss", reduction)
{
    /// <summary>δ, where the loss turns from squared to absolute.</summary>
    public double Delta { get; } = delta is > 0 and < double.PositiveInfinity ? delta : throw new ArgumentOutOfRangeException(nameof(delta), $"delta must be a positive number, not {delta}.");

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        Node d = p - y;
        return Mean(Where(LessEqual(Abs(d), Delta), 0.5 * Square(d), Delta * Abs(d) - 0.5 * Delta * Delta), [-1]);
    }

    // Keras leaves delta out of its files, and so loses it; it reads it when it is there.
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("delta", Delta);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Huber FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("delta", 1));
    }
}
