using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>min(max(x, 0), 6).</summary>
public sealed class Relu6 : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Clip(x, 0, 6);
}
