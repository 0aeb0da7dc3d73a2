using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
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
    public override Config GetConfig() => base.GetConfig().Set("data_format", "channels_last");

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Flatten FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0) throw new ArgumentException("it expects a batch of samples, (batch, …).");
        return Reshape(x, [x.Shape[0], checked((int)x.Shape[1..].Size)]);
    }
}
