using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Writes each sample as one row: (batch, a, b, …) becomes (batch, a·b·…), and (batch,) becomes (batch, 1). With channels first they are moved
/// behind the others before, so that the row is the same as with channels last. Source: keras/src/layers/reshaping/flatten.py.
/// </summary>
/// <param name="dataFormat">Where the channels stand. Default last.</param>
/// <param name="name">The name. Default flatten, flatten_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Flatten(DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>Where the channels stand.</summary>
    public DataFormat DataFormat => dataFormat;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().SetOption("data_format", DataFormat);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Flatten FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Option("data_format", DataFormat.ChannelsLast));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0) throw new ArgumentException("it expects a batch of samples, (batch, …).");
        if (DataFormat == DataFormat.ChannelsFirst && x.Shape.Rank > 2) x = Transpose(x, [0, .. Enumerable.Range(2, x.Shape.Rank - 2), 1]);
        return Reshape(x, [x.Shape[0], checked((int)x.Shape[1..].Size)]);
    }
}
