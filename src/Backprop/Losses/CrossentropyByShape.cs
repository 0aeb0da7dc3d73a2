using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Losses;

/// <summary>
/// The cross-entropy that the shapes ask for: binary where predictions have one value, sparse where targets are class numbers, otherwise categorical.
/// Source: <c>get_loss</c> in keras/src/trainers/compile_utils.py.
/// </summary>
internal sealed class CrossentropyByShape() : Loss("crossentropy")
{
    /// <summary>Whether a name stands for this.</summary>
    public static bool IsName(string? name) => name is not null && name.ToLowerInvariant() is "crossentropy" or "ce";

    /// <inheritdoc/>
    public override void CheckTargets(Tensor targets, Shape prediction)
    {
        ArgumentNullException.ThrowIfNull(targets);
        Choose(targets.Shape, prediction).CheckTargets(targets, prediction);
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        return Choose(yTrue.Shape, yPred.Shape).Compute(yTrue, yPred);
    }

    // Each gives one value per sample; they are reduced, weighted and masked here.
    private static Loss Choose(Shape yTrue, Shape yPred)
    {
        if (yPred.Rank == 0 || yPred[-1] == 1) return new BinaryCrossentropy(reduction: Reduction.None);
        return yTrue.Rank < yPred.Rank || yTrue[-1] == 1 ? new SparseCategoricalCrossentropy(reduction: Reduction.None) : new CategoricalCrossentropy(reduction: Reduction.None);
    }
}
