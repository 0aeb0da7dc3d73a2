using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x − tanh x.</summary>
public sealed class TanhShrink : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x - Functions.Tanh(x);
}
