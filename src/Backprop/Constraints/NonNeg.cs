using Backprop.Graphs;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>max(w, 0).</summary>
public sealed class NonNeg : Constraint
{
    /// <inheritdoc/>
    public override Node Apply(Node w) => Maximum(w, 0);

    /// <summary>The object that <see cref="Constraint.GetConfig"/> describes.</summary>
    public static NonNeg FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
