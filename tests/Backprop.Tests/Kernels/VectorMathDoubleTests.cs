using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>Vector functions of double against many digits at some points, and against Math everywhere.</summary>
public sealed class VectorMathDoubleTests
{
    private const double Tolerance = 4;

    public static TheoryData<string> Names => ElementaryFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_within_four_units_of_the_last_place_of_a_calculation_with_many_digits(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Accuracy worst = new(), worstPlain = new();
        Span<double> results = stackalloc double[8];
        double[] points = Points(name);
        for (int i = 0; i < points.Length; i += 8)
        {
            function.Double(Vector512.Create<double>(points.AsSpan(i, 8))).CopyTo(results);
            for (int j = 0; j < 8; j++)
            {
                if (Witness.Of(name, points[i + j]) is not { } witness) continue;
                double ulps = Witness.Ulps(results[j], witness, out double expected);
                worst.Add(points[i + j], results[j], expected, ulps);
                double plain = function.PlainDouble(points[i + j]);
                worstPlain.Add(points[i + j], plain, expected, Witness.Ulps(plain, witness, out _));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name} double: {worst}; plain: {worstPlain}");
        Assert.True(worst.Ulps <= Tolerance, $"{name} of double: {worst}");
        Assert.True(worstPlain.Ulps <= Tolerance, $"plain {name} of double: {worstPlain}");
    }

    /// <summary>400 points: half of them evenly over where the function bends, half in all magnitudes above 2⁻⁴⁰.</summary>
    private static double[] Points(string name)
    {
        (double low, double high) = name switch
        {
            "Log" => (1e-3, 3),
            "Acosh" => (1, 3),
            "Log1p" or "Asin" or "Acos" or "Atanh" => (-1, 1),
            "Sin" or "Cos" or "Tan" => (-1e4, 1e4),
            "Erf" => (-6, 6),
            "Tanh" => (-20, 20),
            "Sigmoid" or "Softplus" => (-40, 40),
            _ => (-30, 30),
        };

        // Multiples of the golden ratio fall evenly into [0, 1).
        double[] points = new double[400];
        for (int i = 0; i < points.Length; i++)
        {
            double fraction = (i + 0.5) * 0.61803398874989485 % 1;
            points[i] = low + (high - low) * fraction;
            if (i % 2 == 0) continue;
            double magnitude = Math.ScaleB(1 + fraction, -i % 41) * (i % 4 == 1 ? 1 : -1);
            if (name == "Acosh") magnitude = 1 + Math.Abs(magnitude);
            if (name == "Log") magnitude = i % 4 == 1 ? Math.Abs(magnitude) : 1 + magnitude / 4;
            if (magnitude > low && magnitude < high) points[i] = magnitude;
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_Math_over_all_exponents(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        Accuracy worst = new();
        Span<double> results = stackalloc double[8], numbers = stackalloc double[8];
        for (ulong i = 0; i < 1 << 16; i += 8)
        {
            for (ulong j = 0; j < 8; j++) numbers[(int)j] = BitConverter.UInt64BitsToDouble((i + j) * 0x0001_0001_0203_0507 + 12345);
            function.Double(Vector512.Create<double>(numbers)).CopyTo(results);
            for (int j = 0; j < 8; j++) worst.Add(numbers[j], results[j], function.Reference(numbers[j]), single: false);
        }

        // The references that are composed of several functions of Math have an error of their own, as large.
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} double against Math: {worst}");
        double tolerance = name is "Expm1" or "Log1p" or "Erf" or "Sigmoid" or "Softplus" ? 2 * Tolerance : Tolerance;
        Assert.True(worst.Ulps <= tolerance, $"{name} of double against Math: {worst}");
    }

    [Fact]
    public void Powers_are_those_of_Math()
    {
        double[] exponents = [-3, -0.5, 0, 0.3333, 1, 2, 2.5, 1000];
        for (int i = 0; i < 1000; i++)
        {
            double x = BitConverter.UInt64BitsToDouble((ulong)i * 0x0041_0001_0203_0507 + 12345);
            Vector512<double> powers = VectorMath.Pow(Vector512.Create(x), Vector512.Create<double>(exponents));
            for (int j = 0; j < 8; j++) Assert.Equal(exponents[j] == 2 ? x * x : Math.Pow(x, exponents[j]), powers[j]);
        }
    }

    [Fact]
    public void The_witness_knows_e_and_pi()
    {
        Assert.Equal(0, Witness.Ulps(Math.E, Witness.Of("Exp", 1)!.Value, out _), 0.5);
        Assert.Equal(0, Witness.Ulps(Math.PI / 4, Witness.Of("Atan", 1)!.Value, out _), 0.5);
        BigInteger there = Witness.Of("Log", 10)!.Value;
        Assert.Equal(0, Witness.Ulps(2.302585092994046, there, out _), 0.5);
    }
}
