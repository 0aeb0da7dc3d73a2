using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>The random numbers of a check: the same seed draws the same.</summary>
internal sealed class CheckRandom(int seed)
{
    // Any number that no other part of the library uses for its streams.
    private const uint Purpose = 0x47724368;

    private readonly RandomStream _stream = new RandomKey((ulong)seed, Purpose, 0, 0, 0).Stream();
    private long _next;

    public double Between(double low, double high) => low + (high - low) * ((_stream.LongWord(_next++) >> 11) * (1.0 / (1ul << 53)));

    public int Integer(int low, int high) => (int)Math.Min(high, Math.Floor(Between(low, high + 1.0)));

    /// <summary>Numbers of magnitude ½ … 1½ and either sign, so that no weight hides a mistake.</summary>
    public Tensor Tensor(Shape shape)
    {
        var tensor = new Tensor(DType.Float64, shape);
        foreach (ref double value in tensor.AsWritableSpan<double>()) value = Between(0.5, 1.5) * (Between(0, 1) < 0.5 ? -1 : 1);
        return tensor;
    }

    /// <summary>All positions, or as many as allowed, in rising order.</summary>
    public int[] Positions(int size, int maximum)
    {
        if (size <= maximum) return [.. Enumerable.Range(0, size)];
        var chosen = new SortedSet<int>();
        while (chosen.Count < maximum) chosen.Add(Integer(0, size - 1));
        return [.. chosen];
    }
}

/// <summary>Draws the inputs of a <see cref="Sample"/>, away from its kinks.</summary>
internal static class SampleDrawing
{
    // Wider than the largest step of a finite difference.
    private const double KinkDistance = 0.1;
    private const int Attempts = 1000;

    public static Tensor[] Draw(Sample sample, int seed)
    {
        var random = new CheckRandom(seed ^ 0x5EED);
        return [.. sample.Inputs.Select(input => Draw(input, sample.Kinks, random))];
    }

    private static Tensor Draw(SampleInput input, double[] kinks, CheckRandom random)
    {
        var tensor = new Tensor(DType.Float64, input.Shape);
        foreach (ref double value in tensor.AsWritableSpan<double>())
        {
            int attempt = 0;
            do
            {
                value = input.DType.IsFloat ? random.Between(input.Low, input.High) : random.Integer((int)input.Low, (int)input.High);
            }
            while (input.DType.IsFloat && ++attempt < Attempts && IsNear(value, kinks));
        }

        // A check is always made in float64; whole numbers and truth values keep their type.
        return input.DType == DType.Float32 ? tensor : tensor.Cast(input.DType);
    }

    private static bool IsNear(double value, double[] kinks)
    {
        foreach (double kink in kinks)
        {
            if (Math.Abs(value - kink) < KinkDistance) return true;
        }

        return false;
    }
}
