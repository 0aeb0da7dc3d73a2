using Backprop.Graphs;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>max(w, 0).</summary>
public sealed class NonNeg : Constraint
{
    /// <inheritdoc/>
    public override Node Apply(Node w) => Maximum(w, 0);
}
