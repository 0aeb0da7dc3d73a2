using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Passes its input on.</summary>
/// <param name="name">The name. Default identity, identity_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Identity(string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>The layer that a file describes.</summary>
    public static Identity FromConfig(Config config) => new();

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x;
}
