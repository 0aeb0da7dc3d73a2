using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>NaN and infinities of both signs are found at every place, and nothing else is; what lies behind the numbers does not count.</summary>
public sealed unsafe class FiniteCheckTests
{
    private static readonly int[] s_lengths = [.. Enumerable.Range(0, 150), 1000];

    [Fact]
    public void Single_precision() => Check([float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7F800001)], [float.MaxValue, float.MinValue, float.Epsilon, -0f, 1], DType.Float32);

    [Fact]
    public void Double_precision() => Check([double.NaN, -double.NaN, double.PositiveInfinity, double.NegativeInfinity, BitConverter.UInt64BitsToDouble(0x7FF0000000000001)], [double.MaxValue, double.MinValue, double.Epsilon, -0.0, 1], DType.Float64);

    private static void Check<T>(T[] found, T[] passed, DType type) where T : unmanaged
    {
        using var memory = new GuardedMemory(1000 * sizeof(T), GuardedMemory.ToRead);
        foreach (int length in s_lengths)
        {
            var numbers = (T*)memory.AtEnd((long)length * sizeof(T));
            for (int i = 0; i < length; i++) numbers[i] = passed[i % passed.Length];
            Assert.True(FiniteCheck.IsFinite((byte*)numbers, length, type));
            for (int i = 0; i < length; i++)
            {
                T before = numbers[i];
                numbers[i] = found[(i + length) % found.Length];
                Assert.False(FiniteCheck.IsFinite((byte*)numbers, length, type), $"{numbers[i]} at {i} of {length}");
                numbers[i] = before;
            }
        }
    }
}
