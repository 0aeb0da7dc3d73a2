using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>Passes its input on.</summary>
/// <param name="name">The name. Default identity, identity_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Identity(string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x;
}
