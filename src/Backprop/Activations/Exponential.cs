using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>eˣ.</summary>
public sealed class Exponential : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Exp(x);
}
