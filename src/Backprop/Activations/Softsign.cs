using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x/(1 + |x|).</summary>
public sealed class Softsign : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x / (1 + Functions.Abs(x));
}
