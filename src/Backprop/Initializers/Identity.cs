using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>gain on the diagonal of a matrix, 0 elsewhere.</summary>
/// <param name="gain">The diagonal. Default 1.</param>
public sealed class Identity(double gain = 1) : Initializer
{
    /// <summary>The diagonal.</summary>
    public double Gain => gain;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random)
    {
        if (shape.Rank != 2) throw new ArgumentException($"The identity initializer makes matrices; the weight has shape {shape}.", nameof(shape));
        var numbers = new double[shape[0] * shape[1]];
        for (int i = 0; i < Math.Min(shape[0], shape[1]); i++) numbers[i * shape[1] + i] = gain;
        return Tensor.From(numbers, shape).Cast(dtype);
    }

    // Keras leaves the gain out of its files, and so loses it; it reads it when it is there.
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("gain", gain);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Identity FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("gain", 1));
    }
}
