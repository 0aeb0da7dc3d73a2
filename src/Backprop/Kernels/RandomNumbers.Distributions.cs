using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>From words to numbers.</summary>
internal static partial class RandomNumbers
{
    private const double TwoToMinus32 = 1.0 / (1L << 32), TwoToMinus53 = 1.0 / (1L << 53);

    private readonly struct UniformDistribution : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static (Vector512<T> First, Vector512<T> Second) Group<T>(in RandomWords words) where T : unmanaged
            => typeof(T) == typeof(float)
                ? (Single(words.Word0, words.Word1).As<float, T>(), Single(words.Word2, words.Word3).As<float, T>())
                : (Fraction(words.Word0, words.Word1).As<double, T>(), Fraction(words.Word2, words.Word3).As<double, T>());

        private static Vector512<float> Single(Vector512<ulong> lower, Vector512<ulong> upper)
            => Vector512.ConvertToSingle((Vector512.Narrow(lower, upper) >>> 8).AsInt32()) * (1f / (1 << 24));
    }

    private readonly struct UnboundedNormalDistribution : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static (Vector512<T> First, Vector512<T> Second) Group<T>(in RandomWords words) where T : unmanaged
        {
            // u is in (0, 1] so that it has a logarithm, v in [0, 1).
            Vector512<double> one = Vector512<double>.One;
            if (typeof(T) == typeof(float))
            {
                (Vector512<double> x0, Vector512<double> y0) = Pair((Double(words.Word0) + one) * TwoToMinus32, Double(words.Word1) * TwoToMinus32);
                (Vector512<double> x1, Vector512<double> y1) = Pair((Double(words.Word2) + one) * TwoToMinus32, Double(words.Word3) * TwoToMinus32);
                return (Vector512.Narrow(x0, y0).As<float, T>(), Vector512.Narrow(x1, y1).As<float, T>());
            }

            Vector512<double> u = (Upper53(words.Word0, words.Word1) + one) * TwoToMinus53, v = Fraction(words.Word2, words.Word3);
            (Vector512<double> x, Vector512<double> y) = Pair(u, v);
            return (x.As<double, T>(), y.As<double, T>());
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static (Vector512<double> X, Vector512<double> Y) Pair(Vector512<double> u, Vector512<double> v)
        {
            Vector512<double> radius = Vector512.Sqrt(-2 * VectorMath.Log(u));
            return (radius * VectorMath.Cos(Math.Tau * v), radius * VectorMath.Sin(Math.Tau * v));
        }
    }

    private readonly struct TruncatedNormalDistribution : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static (Vector512<T> First, Vector512<T> Second) Group<T>(in RandomWords words) where T : unmanaged
        {
            if (typeof(T) == typeof(double))
            {
                return (Inverse(Fraction(words.Word0, words.Word1)).As<double, T>(), Inverse(Fraction(words.Word2, words.Word3)).As<double, T>());
            }

            return (Vector512.Narrow(Inverse(Middle(words.Word0)), Inverse(Middle(words.Word1))).As<float, T>(),
                Vector512.Narrow(Inverse(Middle(words.Word2)), Inverse(Middle(words.Word3))).As<float, T>());
        }

        private static Vector512<double> Middle(Vector512<ulong> word) => (Double(word) + Vector512.Create(0.5)) * TwoToMinus32;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static Vector512<double> Inverse(Vector512<double> u)
        {
            const double Below = NormalDistribution.BelowMinusTwo;
            Vector512<double> z = NormalDistribution.Inverse(u * (1 - 2 * Below) + Vector512.Create(Below));
            return Vector512.Min(Vector512.Max(z, Vector512.Create(-2.0)), Vector512.Create(2.0));
        }
    }

    /// <summary>A word as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Double(Vector512<ulong> word) => Vector512.ConvertToDouble(word.AsInt64());

    /// <summary>The upper 53 bits of two words as a whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Upper53(Vector512<ulong> low, Vector512<ulong> high)
        => Vector512.ConvertToDouble(((low | (high << 32)) >>> 11).AsInt64());

    /// <summary>The upper 53 bits of two words as a number in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fraction(Vector512<ulong> low, Vector512<ulong> high) => Upper53(low, high) * TwoToMinus53;
}
