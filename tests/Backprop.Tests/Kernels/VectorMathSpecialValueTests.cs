using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>Zeros, infinities, NaN, subnormal and huge numbers; and that a lane's result depends on that lane only.</summary>
public sealed class VectorMathSpecialValueTests
{
    private static readonly double[] Doubles =
    [
        0, 1, 2, 0.5, 1.5, 2.5, double.Epsilon, 3 * double.Epsilon, 2.2250738585072014e-308, 1e-300, 1e-20, 1e-9, 4503599627370495.5, 9007199254740993,
        20, 40, 709.7, 709.79, 710.5, 745.1, 745.2, 1000, 999999.5, 1e6, 1e15, 1e22, 1e300, double.MaxValue, double.PositiveInfinity, double.NaN,
    ];

    private static readonly float[] Singles =
    [
        0, 1, 2, 0.5f, 1.5f, 2.5f, float.Epsilon, 3 * float.Epsilon, 1.17549435e-38f, 1e-38f, 1e-20f, 1e-9f, 8388607.5f, 16777217,
        9, 20, 88.72f, 88.73f, 89.4f, 103.9f, 104, 1000, 99999.5f, 100000, 1e10f, 1e22f, 1e38f, float.MaxValue, float.PositiveInfinity, float.NaN,
    ];

    public static TheoryData<string> Names => ElementaryFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_those_of_Math(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        foreach (double x in Doubles.SelectMany(x => new[] { x, -x }))
        {
            Check(name, x, function.Double(Vector512.Create(x))[0], function.Reference(x), single: false);
            Check("plain " + name, x, function.PlainDouble(x), function.Reference(x), single: false);
        }

        foreach (float x in Singles.SelectMany(x => new[] { x, -x }))
        {
            Check(name, x, function.Single(Vector512.Create(x))[0], function.Reference(x), single: true);
            Check("plain " + name, x, function.PlainSingle(x), function.Reference(x), single: true);
        }
    }

    private static void Check(string name, double x, double value, double expected, bool single)
    {
        if (single && !double.IsFinite((float)expected)) expected = (float)expected;
        Accuracy accuracy = new();
        accuracy.Add(x, value, expected, single);
        Assert.True(accuracy.Ulps <= (single ? 2 : 8), $"{name} of {(single ? "float" : "double")}: {accuracy}");
        bool zero = single ? (float)expected == 0 : expected == 0;
        Assert.True(!zero || value != 0 || double.IsNegative(value) == double.IsNegative(expected), $"{name}: sign of zero at {x:R}");
    }

    [Fact]
    public void Powers_are_those_of_Math()
    {
        double[] bases = [.. Doubles.SelectMany(x => new[] { x, -x })];
        double[] exponents = [.. Doubles.SelectMany(x => new[] { x, -x }), 3, -3, 0.25, 1e-5];
        foreach (double x in bases)
        {
            foreach (double y in exponents)
            {
                Check($"Pow(…, {y:R})", x, VectorMath.Pow(Vector512.Create(x), Vector512.Create(y))[0], Math.Pow(x, y), single: false);
                (float xs, float ys) = ((float)x, (float)y);
                Check($"Pow(…, {y:R})", xs, VectorMath.Pow(Vector512.Create(xs), Vector512.Create(ys))[0], Math.Pow(xs, ys), single: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lane_does_not_see_the_others(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        float[] singles = [.. Singles.SelectMany(x => new[] { x, -0.7f * x }), 0.1f, 0.3f, 0.6f, 0.9f];
        double[] doubles = [.. Doubles.SelectMany(x => new[] { x, -0.7 * x }), 0.1, 0.3, 0.6, 0.9];
        for (int start = 0; start < singles.Length; start++)
        {
            Vector512<float> mixed = function.Single(Vector512.Create(Enumerable.Range(start, 16).Select(i => singles[i % singles.Length]).ToArray()));
            Vector512<double> mixedDoubles = function.Double(Vector512.Create(Enumerable.Range(start, 8).Select(i => doubles[i % doubles.Length]).ToArray()));
            for (int lane = 0; lane < 16; lane++)
            {
                float alone = function.Single(Vector512.Create(singles[(start + lane) % singles.Length]))[15 - lane];
                Assert.Equal(BitConverter.SingleToInt32Bits(alone), BitConverter.SingleToInt32Bits(mixed[lane]));
            }

            for (int lane = 0; lane < 8; lane++)
            {
                double alone = function.Double(Vector512.Create(doubles[(start + lane) % doubles.Length]))[7 - lane];
                Assert.Equal(BitConverter.DoubleToInt64Bits(alone), BitConverter.DoubleToInt64Bits(mixedDoubles[lane]));
            }
        }
    }

    /// <summary>Recorded once; holds with every instruction set, because every step is one exactly rounded operation.</summary>
    [Theory]
    [InlineData("Exp", "CFD7905A253797D3")]
    [InlineData("Expm1", "A3E34F67441308B7")]
    [InlineData("Log", "649B20A637F66DB5")]
    [InlineData("Log1p", "8C322D4A99DE8701")]
    [InlineData("Sin", "B8A81829F624A544")]
    [InlineData("Cos", "0A6E1A828EDCF680")]
    [InlineData("Tanh", "F65976632651DBD9")]
    [InlineData("Erf", "B39E5EA54B0092D0")]
    [InlineData("Sigmoid", "017A19E9A5C0E481")]
    [InlineData("Softplus", "92B98D9AEE41E838")]
    public void Results_have_the_same_bits_on_every_processor(string name, string digest)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 4096; i++)
        {
            float x = i / 200f;
            hash.AppendData(BitConverter.GetBytes(function.Single(Vector512.Create(x))[0]));
            hash.AppendData(BitConverter.GetBytes(function.Double(Vector512.Create(-x * 0.04))[0]));
        }

        Assert.Equal(digest, Convert.ToHexString(hash.GetHashAndReset(), 0, 8));
    }
}
