using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x, cut at −1 and 1.</summary>
public sealed class HardTanh : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Clip(x, -1, 1);
}
