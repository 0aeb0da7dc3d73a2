using System.Runtime.Intrinsics;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>Vector functions of float against the same functions in double, whose error is invisible at the last place of float.</summary>
public sealed class VectorMathSingleTests
{
    private const double Tolerance = 2;

    public static TheoryData<string> Names => ElementaryFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_within_two_units_of_the_last_place(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Accuracy worst = new();
        Span<float> results = stackalloc float[16];

        // All exponents and signs: an odd stride through the bit patterns, 2^16 of them.
        float[] grid = [.. Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 65537u + 12345u)), .. Near(name)];
        for (int i = 0; i < grid.Length; i += 16)
        {
            function.Single(Vector512.Create<float>(grid.AsSpan(i, 16))).CopyTo(results);
            for (int j = 0; j < 16; j++) worst.Add(grid[i + j], results[j], function.Reference(grid[i + j]), single: true);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name} float: {worst}");
        Assert.True(worst.Ulps <= Tolerance, $"{name} of float: {worst}");
    }

    /// <summary>The same on 2^24 points: every 256th bit pattern, which takes in all exponents with 2^15 numbers each, both signs, and NaN.</summary>
    [Theory]
    [Trait("tier", "slow")]
    [MemberData(nameof(Names))]
    public void Is_within_two_units_of_the_last_place_on_two_to_the_24_points(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        var worst = new Accuracy();
        Parallel.For(0, 256, slice =>
        {
            var own = new Accuracy();
            Span<float> x = stackalloc float[16], results = stackalloc float[16];
            for (uint i = 0; i < 1 << 16; i += 16)
            {
                for (uint j = 0; j < 16; j++) x[(int)j] = BitConverter.UInt32BitsToSingle((((uint)slice << 16) + i + j) * 256 + 37);
                function.Single(Vector512.Create<float>(x)).CopyTo(results);
                for (int j = 0; j < 16; j++) own.Add(x[j], results[j], function.Reference(x[j]), single: true);
            }

            lock (worst) worst.Add(own);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} float, 2^24 points: {worst}");
        Assert.True(worst.Ulps <= Tolerance, $"{name} of float: {worst}");
    }

    /// <summary>Another 2^16 points where the function bends.</summary>
    private static IEnumerable<float> Near(string name)
    {
        (float low, float high) = name switch
        {
            "Log" or "Acosh" => (0, 3),
            "Log1p" or "Asin" or "Acos" or "Atanh" => (-1, 1),
            "Sin" or "Cos" or "Tan" => (-1000, 1000),
            "Exp" => (-105, 90),
            _ => (-12, 12),
        };
        return Enumerable.Range(0, 1 << 16).Select(i => low + (high - low) * (i / 65536f));
    }

    [Fact]
    public void Powers_are_within_two_units_of_the_last_place()
    {
        Accuracy worst = new();
        Span<float> results = stackalloc float[16];
        float[] exponents = [-100, -3, -2.5f, -1, -0.5f, 0, 1e-3f, 0.3333333f, 0.5f, 1, 1.5f, 2, 3, 7.25f, 33, 1000];
        for (int i = 0; i < 1 << 14; i++)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)i * 262147u + 12345u);
            VectorMath.Pow(Vector512.Create(x), Vector512.Create<float>(exponents)).CopyTo(results);
            for (int j = 0; j < 16; j++) worst.Add(x, results[j], Math.Pow(x, exponents[j]), single: true);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Pow float: {worst}");
        Assert.True(worst.Ulps <= 1, $"Pow of float: {worst}");
    }
}
