using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Initializers;

/// <summary>A stream of random numbers that is a pure function of a seed: asked twice, it gives the same numbers.</summary>
public sealed class RandomSource
{
    private readonly RandomKey _key;

    /// <summary>The stream of a seed.</summary>
    public RandomSource(long seed)
        : this(new RandomKey(unchecked((ulong)seed), (uint)RandomPurpose.Weights, 0, 0, 0))
    {
    }

    internal RandomSource(RandomKey key) => _key = key;

    /// <summary>Numbers uniform in [low, high).</summary>
    public Tensor Uniform(Shape shape, DType dtype, double low = 0, double high = 1) => Draw(shape, dtype, Kind.Uniform, high - low, low);

    /// <summary>Normal numbers.</summary>
    public Tensor Normal(Shape shape, DType dtype, double mean = 0, double deviation = 1) => Draw(shape, dtype, Kind.Normal, deviation, mean);

    /// <summary>Normal numbers within two deviations of the mean. <paramref name="deviation"/> is that of the normal distribution before it is cut.</summary>
    public Tensor TruncatedNormal(Shape shape, DType dtype, double mean = 0, double deviation = 1) => Draw(shape, dtype, Kind.TruncatedNormal, deviation, mean);

    private enum Kind
    {
        Uniform,
        Normal,
        TruncatedNormal,
    }

    /// <summary>Drawn and scaled in float64, so that a float32 model starts with the rounded weights of the float64 one.</summary>
    private Tensor Draw(Shape shape, DType dtype, Kind kind, double scale, double offset)
    {
        var result = new Tensor(DType.Float64, shape);
        Span<double> numbers = result.AsWritableSpan<double>();
        switch (kind)
        {
            case Kind.Uniform: RandomNumbers.Uniform(_key, 0, numbers); break;
            case Kind.Normal: RandomNumbers.Normal(_key, 0, numbers); break;
            default: RandomNumbers.TruncatedNormal(_key, 0, numbers); break;
        }

        for (int i = 0; i < numbers.Length; i++) numbers[i] = numbers[i] * scale + offset;
        return result.Cast(dtype);
    }
}

/// <summary>What random numbers are drawn for; streams of different purposes never meet.</summary>
internal enum RandomPurpose : uint
{
    Weights = 1,
    Dropout = 2,
    Shuffle = 3,
}
