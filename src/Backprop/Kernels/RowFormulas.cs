using System.Numerics;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// The formulas that have a kernel of their own, by how they are written: what normalisation of rows, softmax and their gradients consist of.
/// Another one is one line here and one struct below.
/// </summary>
internal static class RowFormulas
{
    private static readonly Dictionary<string, RowFormula> s_known = new()
    {
        ["²(v0)"] = new RowFormula<SquareOf>(),
        ["²((v0-r0))"] = new RowFormula<SquareOfCentred>(),
        ["(v0*v1)"] = new RowFormula<ProductOf>(),
        ["(v0+v1)"] = new RowFormula<SumOf>(),
        ["((v0+v1)+v2)"] = new RowFormula<SumOfThree>(),
        ["((v0*v1)+v2)"] = new RowFormula<ProductPlus>(),
        ["(v0-r0)"] = new RowFormula<Centred>(),
        ["((v0-r0)*v1)"] = new RowFormula<CentredTimes>(),
        ["((v0-r0)*r1)"] = new RowFormula<Standardised>(),
        ["(((v0-r0)*r1)*v1)"] = new RowFormula<StandardisedTimes>(),
        ["((((v0-r0)*r1)*v1)+v2)"] = new RowFormula<Normalised>(),
        ["(v0*r0)"] = new RowFormula<Scaled>(),
        ["((v0*r0)*v1)"] = new RowFormula<ScaledTimes>(),
        ["(((v0*r0)*v1)+v2)"] = new RowFormula<ScaledTimesPlus>(),
        ["((((v0*r0)*r1)+(v1*r2))+r3)"] = new RowFormula<Gradient>(),
        ["−((((v0*r0)*r1)+(v1*r2)))"] = new RowFormula<GradientOfCentred>(),
        ["−(((((v0-r0)*r1)*r2)+(v1*r3)))"] = new RowFormula<GradientOfStandardised>(),
        ["−(((((v0-r0)*r1)*r2)+((v1*v2)*r3)))"] = new RowFormula<GradientOfNormalised>(),
    };

    /// <summary>Everything that is known, for tests.</summary>
    public static IReadOnlyDictionary<string, RowFormula> All => s_known;

    public static RowFormula? Find(string text) => s_known.GetValueOrDefault(text);

    private readonly struct SquareOf : IRowFormula
    {
        public static int Vectors => 1;

        public static int Scalars => 0;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 * v0;
    }

    private readonly struct SquareOfCentred : IRowFormula
    {
        public static int Vectors => 1;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 - r0) * (v0 - r0);
    }

    private readonly struct ProductOf : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 0;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 * v1;
    }

    private readonly struct SumOf : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 0;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 + v1;
    }

    private readonly struct Centred : IRowFormula
    {
        public static int Vectors => 1;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 - r0;
    }

    private readonly struct CentredTimes : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 - r0) * v1;
    }

    private readonly struct Standardised : IRowFormula
    {
        public static int Vectors => 1;

        public static int Scalars => 2;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 - r0) * r1;
    }

    private readonly struct StandardisedTimes : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 2;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 - r0) * r1 * v1;
    }

    private readonly struct Normalised : IRowFormula
    {
        public static int Vectors => 3;

        public static int Scalars => 2;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => ((v0 - r0) * r1 * v1) + v2;
    }

    private readonly struct Scaled : IRowFormula
    {
        public static int Vectors => 1;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 * r0;
    }

    private readonly struct ScaledTimes : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 * r0 * v1;
    }

    private readonly struct ScaledTimesPlus : IRowFormula
    {
        public static int Vectors => 3;

        public static int Scalars => 1;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 * r0 * v1) + v2;
    }

    private readonly struct Gradient : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 4;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 * r0 * r1) + (v1 * r2) + r3;
    }

    private readonly struct GradientOfCentred : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 3;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => -((v0 * r0 * r1) + (v1 * r2));
    }

    private readonly struct GradientOfStandardised : IRowFormula
    {
        public static int Vectors => 2;

        public static int Scalars => 4;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => -(((v0 - r0) * r1 * r2) + (v1 * r3));
    }

    private readonly struct GradientOfNormalised : IRowFormula
    {
        public static int Vectors => 3;

        public static int Scalars => 4;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => -(((v0 - r0) * r1 * r2) + (v1 * v2 * r3));
    }

    private readonly struct SumOfThree : IRowFormula
    {
        public static int Vectors => 3;

        public static int Scalars => 0;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => v0 + v1 + v2;
    }

    private readonly struct ProductPlus : IRowFormula
    {
        public static int Vectors => 3;

        public static int Scalars => 0;

        public static Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
            where T : unmanaged, INumber<T> => (v0 * v1) + v2;
    }
}
