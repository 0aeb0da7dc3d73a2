using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>0 up to −1, ¼(x + 1)² up to 1, then x.</summary>
public sealed class SparsePlus : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.LessEqual(x, -1), Functions.Like(x, 0), Functions.Where(Functions.Less(x, 1), 0.25 * Functions.Square(x + 1), x));
}
