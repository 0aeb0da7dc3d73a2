using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>What the processor computes at most when nothing has to come from memory, measured: the speed that a matrix product is compared with.</summary>
public static class ProcessorPeak
{
    private const int Rounds = 500_000;
    private const int Chains = 12;

    /// <summary>The multiply-adds per second of one thread, in registers.</summary>
    /// <param name="dtype">float32 or float64. Default float32.</param>
    /// <param name="samples">How often a few milliseconds are measured; the fastest counts. Default 10.</param>
    /// <exception cref="ArgumentException">The type has no multiply-adds.</exception>
    public static double MultiplyAddsPerSecond(DType dtype = DType.Float32, int samples = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return dtype switch
        {
            DType.Float32 => Measure(Vector512.IsHardwareAccelerated ? () => Spin512(0.999f, 1e-3f) : () => Spin256(0.999f, 1e-3f), Vector256<float>.Count, samples),
            DType.Float64 => Measure(Vector512.IsHardwareAccelerated ? () => Spin512(0.999, 1e-3) : () => Spin256(0.999, 1e-3), Vector256<double>.Count, samples),
            _ => throw new ArgumentException($"Multiply-adds are those of float32 or float64, not of {dtype.KerasName}.", nameof(dtype)),
        };
    }

    private static double Measure(Action spin, int lanesOf256, int samples)
    {
        double best = double.MaxValue;
        for (int i = 0; i < samples; i++)
        {
            long start = Stopwatch.GetTimestamp();
            spin();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (double)Chains * lanesOf256 * (Vector512.IsHardwareAccelerated ? 2 : 1) * Rounds / best;
    }

    /// <summary>Twelve independent chains: more than latency times throughput of any present core.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Spin512<T>(T factor, T term)
        where T : unmanaged, INumber<T>
    {
        Vector512<T> x = Vector512.Create(factor), y = Vector512.Create(term);
        Vector512<T> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Fma.Of(a, x, y);
            b = Fma.Of(b, x, y);
            c = Fma.Of(c, x, y);
            d = Fma.Of(d, x, y);
            e = Fma.Of(e, x, y);
            f = Fma.Of(f, x, y);
            g = Fma.Of(g, x, y);
            h = Fma.Of(h, x, y);
            i = Fma.Of(i, x, y);
            j = Fma.Of(j, x, y);
            k = Fma.Of(k, x, y);
            l = Fma.Of(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    /// <summary>The same where vectors have 256 bits; twelve chains and two factors fit sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Spin256<T>(T factor, T term)
        where T : unmanaged, INumber<T>
    {
        Vector256<T> x = Vector256.Create(factor), y = Vector256.Create(term);
        Vector256<T> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Fma.Of(a, x, y);
            b = Fma.Of(b, x, y);
            c = Fma.Of(c, x, y);
            d = Fma.Of(d, x, y);
            e = Fma.Of(e, x, y);
            f = Fma.Of(f, x, y);
            g = Fma.Of(g, x, y);
            h = Fma.Of(h, x, y);
            i = Fma.Of(i, x, y);
            j = Fma.Of(j, x, y);
            k = Fma.Of(k, x, y);
            l = Fma.Of(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    private static class Fma
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
            where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
                ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
                : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c)
            where T : unmanaged, INumber<T> => typeof(T) == typeof(float)
                ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
                : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
