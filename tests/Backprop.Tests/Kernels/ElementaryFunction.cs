using System.Runtime.Intrinsics;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>One function of <see cref="VectorMath"/> with what it is compared to.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Single">The function on vectors of float.</param>
/// <param name="Double">The function on vectors of double.</param>
/// <param name="PlainSingle">The plain version on one float.</param>
/// <param name="PlainDouble">The plain version on one double.</param>
/// <param name="Reference">The same function in double, not taken from the product.</param>
public sealed record ElementaryFunction(
    string Name,
    Func<Vector512<float>, Vector512<float>> Single,
    Func<Vector512<double>, Vector512<double>> Double,
    Func<float, float> PlainSingle,
    Func<double, double> PlainDouble,
    Func<double, double> Reference)
{
    public static readonly ElementaryFunction[] All =
    [
        new("Exp", VectorMath.Exp, VectorMath.Exp, PlainMath.Exp, PlainMath.Exp, Math.Exp),
        new("Expm1", VectorMath.Expm1, VectorMath.Expm1, PlainMath.Expm1, PlainMath.Expm1, Expm1),
        new("Log", VectorMath.Log, VectorMath.Log, PlainMath.Log, PlainMath.Log, Math.Log),
        new("Log1p", VectorMath.Log1p, VectorMath.Log1p, PlainMath.Log1p, PlainMath.Log1p, Log1p),
        new("Sin", VectorMath.Sin, VectorMath.Sin, PlainMath.Sin, PlainMath.Sin, Math.Sin),
        new("Cos", VectorMath.Cos, VectorMath.Cos, PlainMath.Cos, PlainMath.Cos, Math.Cos),
        new("Tan", VectorMath.Tan, VectorMath.Tan, PlainMath.Tan, PlainMath.Tan, Math.Tan),
        new("Asin", VectorMath.Asin, VectorMath.Asin, PlainMath.Asin, PlainMath.Asin, Math.Asin),
        new("Acos", VectorMath.Acos, VectorMath.Acos, PlainMath.Acos, PlainMath.Acos, Math.Acos),
        new("Atan", VectorMath.Atan, VectorMath.Atan, PlainMath.Atan, PlainMath.Atan, Math.Atan),
        new("Sinh", VectorMath.Sinh, VectorMath.Sinh, PlainMath.Sinh, PlainMath.Sinh, Math.Sinh),
        new("Cosh", VectorMath.Cosh, VectorMath.Cosh, PlainMath.Cosh, PlainMath.Cosh, Math.Cosh),
        new("Tanh", VectorMath.Tanh, VectorMath.Tanh, PlainMath.Tanh, PlainMath.Tanh, Math.Tanh),
        new("Asinh", VectorMath.Asinh, VectorMath.Asinh, PlainMath.Asinh, PlainMath.Asinh, Math.Asinh),
        new("Acosh", VectorMath.Acosh, VectorMath.Acosh, PlainMath.Acosh, PlainMath.Acosh, Math.Acosh),
        new("Atanh", VectorMath.Atanh, VectorMath.Atanh, PlainMath.Atanh, PlainMath.Atanh, Math.Atanh),
        new("Erf", VectorMath.Erf, VectorMath.Erf, PlainMath.Erf, PlainMath.Erf, ErfSeries),
        new("Sigmoid", VectorMath.Sigmoid, VectorMath.Sigmoid, PlainMath.Sigmoid, PlainMath.Sigmoid, Sigmoid),
        new("Softplus", VectorMath.Softplus, VectorMath.Softplus, PlainMath.Softplus, PlainMath.Softplus, Softplus),
        new("Floor", VectorMath.Floor, VectorMath.Floor, PlainMath.Floor, PlainMath.Floor, Math.Floor),
        new("Round", VectorMath.Round, VectorMath.Round, PlainMath.Round, PlainMath.Round, Math.Round),
        new("Sign", VectorMath.Sign, VectorMath.Sign, PlainMath.Sign, PlainMath.Sign, x => x > 0 ? 1 : x < 0 ? -1 : x),
    ];

    public static TheoryData<string> Names => [.. All.Select(function => function.Name)];

    public static ElementaryFunction Named(string name) => All.Single(function => function.Name == name);

    /// <summary>eˣ − 1 = 2 sinh(x/2) e^(x/2), which cancels nowhere.</summary>
    private static double Expm1(double x)
        => Math.Abs(x) < 1e-300 ? x : x < -50 ? -1 : x > 50 ? Math.Exp(x) : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    /// <summary>ln(1 + x) = 2 artanh(x / (2 + x)), which cancels nowhere.</summary>
    private static double Log1p(double x)
        => Math.Abs(x) < 1e-300 ? x : x is > 1 or < -0.5 ? Math.Log(1 + x) : 2 * Math.Atanh(x / (2 + x));

    private static double Sigmoid(double x) => x < -700 ? Math.Exp(x) : 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => x > 50 ? x : Log1p(Math.Exp(x));

    /// <summary>
    /// To 2: erf x = 2x/√π · e^−x² · Σ (2x²)ᵏ / (1·3·…·(2k + 1)), a series of positive terms. Beyond: 1 − e^−x²/√π · the continued
    /// fraction 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))).
    /// </summary>
    private static double ErfSeries(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double square = Math.Exp(-x * x) / Math.Sqrt(Math.PI), a = Math.Abs(x);
        if (a > 2)
        {
            double fraction = a;
            for (int k = 200; k > 0; k--) fraction = a + k / 2.0 / fraction;
            return Math.Sign(x) * (1 - square / fraction);
        }

        double sum = 0, term = 1;
        for (int k = 1; term > sum * 1e-18; k++)
        {
            sum += term;
            term *= 2 * x * x / (2 * k + 1);
        }

        return 2 * x * (square * sum);
    }

    public override string ToString() => Name;
}
