using Backprop.Graphs;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Writes each sample as one row: (batch, a, b, …) becomes (batch, a·b·…), and (batch,) becomes (batch, 1). Source: keras/src/layers/reshaping/flatten.py.
/// </summary>
/// <param name="name">The name. Default flatten, flatten_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Flatten(string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0) throw new ArgumentException("it expects a batch of samples, (batch, …).");
        return Reshape(x, [x.Shape[0], checked((int)x.Shape[1..].Size)]);
    }
}
