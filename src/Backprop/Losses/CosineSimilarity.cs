using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>−Σ of the products of y and ŷ, each divided by its length: −1 when they point the same way, 0 at a right angle. Lengths below 1e-7 count as 1e-7. Source: keras/src/losses/losses.py.</summary>
/// <param name="axis">The axis along which the vectors lie. Default the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class CosineSimilarity(int axis = -1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>The axis along which the vectors lie.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return -Sum(Direction(y) * Direction(p), [axis]);
    }

    /// <summary>x over its length. The limit stands under the root, so that the gradient of a zero vector is finite.</summary>
    private Node Direction(Node x)
    {
        double least = ProbabilityClipping.Epsilon * ProbabilityClipping.Epsilon;
        return x * ReciprocalSqrt(Maximum(Sum(Square(x), [axis], keepDims: true), least));
    }

    // Keras leaves the axis out of its files, and so loses it; it reads it when it is there.
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CosineSimilarity FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("axis", -1));
    }
}
