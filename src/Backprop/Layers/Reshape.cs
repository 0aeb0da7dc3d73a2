using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Writes each sample in another shape: (batch, …) becomes (batch, *targetShape). Source: keras/src/layers/reshaping/reshape.py.</summary>
/// <param name="targetShape">The shape of one sample, without the batch; one length may be −1 and follows from the rest.</param>
/// <param name="name">The name. Default reshape, reshape_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Reshape(Shape targetShape, string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>The shape of one sample.</summary>
    public Shape TargetShape => targetShape;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("target_shape", TargetShape.Lengths.ToArray());

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Reshape FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Shape("target_shape"));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape sample = Tensor.Infer(targetShape, x.Shape[1..].Size);
        return Functions.Reshape(x, sample.Insert(0, x.Shape[0]));
    }
}
