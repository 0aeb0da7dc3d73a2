using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>
/// A matrix with orthonormal columns (rows, when it has fewer of them), times a gain: Q of the QR decomposition of a normal matrix, each column
/// with the sign that makes R's diagonal positive, so that all such matrices are equally likely. Axes before the last are one.
/// Source: A. M. Saxe et al. (2013); keras/src/initializers/random_initializers.py.
/// </summary>
/// <param name="gain">A factor. Default 1.</param>
/// <param name="seed">A seed of its own: every weight then starts with the same numbers. Default the model's.</param>
public sealed class Orthogonal(double gain = 1, long? seed = null) : Initializer
{
    /// <summary>A factor.</summary>
    public double Gain => gain;

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed => seed;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random)
    {
        if (shape.Rank < 2) throw new ArgumentException($"The orthogonal initializer makes matrices and larger; the weight has shape {shape}.", nameof(shape));
        int rows = checked((int)shape[..^1].Size), columns = shape[-1];
        (int tall, int narrow) = (Math.Max(rows, columns), Math.Min(rows, columns));
        RandomSource source = seed is { } own ? new RandomSource(own) : random;
        double[] q = source.Normal([narrow, tall], DType.Float64).ToArray<double>();
        Orthonormalise(q, narrow, tall);
        var numbers = new double[rows * columns];
        for (int vector = 0; vector < narrow; vector++)
        {
            for (int i = 0; i < tall; i++) numbers[rows < columns ? vector * columns + i : i * columns + vector] = gain * q[vector * tall + i];
        }

        return Tensor.From(numbers, shape).Cast(dtype);
    }

    /// <summary>Gram and Schmidt's method, twice over, which is enough to be orthogonal to rounding. R's diagonal, the lengths, is positive by itself.</summary>
    private static void Orthonormalise(double[] vectors, int count, int length)
    {
        for (int v = 0; v < count; v++)
        {
            Span<double> vector = vectors.AsSpan(v * length, length);
            for (int round = 0; round < 2; round++)
            {
                for (int other = 0; other < v; other++)
                {
                    Span<double> unit = vectors.AsSpan(other * length, length);
                    double product = 0;
                    for (int i = 0; i < length; i++) product += unit[i] * vector[i];
                    for (int i = 0; i < length; i++) vector[i] -= product * unit[i];
                }
            }

            double square = 0;
            foreach (double x in vector) square += x * x;
            for (int i = 0; i < length; i++) vector[i] /= Math.Sqrt(square);
        }
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("seed", seed).Set("gain", gain);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Orthogonal FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("gain", 1), config.OptionalLong("seed"));
    }
}
