using System.Numerics;

namespace Backprop.Tests.Kernels;

/// <summary>
/// Elementary functions in fixed point with 320 binary digits after the point, from their series alone: an independent witness for
/// functions of double. Meant for numbers between 2⁻⁶⁰ and 700.
/// </summary>
public static class Witness
{
    private const int Digits = 320;
    private static readonly BigInteger One = BigInteger.One << Digits;
    private static readonly BigInteger Ln2 = 2 * ArtanhSeries(One / 3);
    private static readonly BigInteger Pi = 16 * ArctanSeries(One / 5) - 4 * ArctanSeries(One / 239);

    /// <summary>The function's value at a double, or null for functions without a witness.</summary>
    public static BigInteger? Of(string name, double number)
    {
        BigInteger x = FromDouble(number);
        return name switch
        {
            "Exp" => Exp(x),
            "Expm1" => Exp(x) - One,
            "Log" => Log(x),
            "Log1p" => Log(One + x),
            "Sin" => Sin(x),
            "Cos" => Sin(x + Pi / 2),
            "Tan" => Divide(Sin(x), Sin(x + Pi / 2)),
            "Asin" => Asin(x),
            "Acos" => Pi / 2 - Asin(x),
            "Atan" => Arctan(x),
            "Sinh" => (Exp(x) - Exp(-x)) / 2,
            "Cosh" => (Exp(x) + Exp(-x)) / 2,
            "Tanh" => Divide(Exp(x) - Exp(-x), Exp(x) + Exp(-x)),
            "Asinh" => Log(x + Root(Multiply(x, x) + One)),
            "Acosh" => Log(x + Root(Multiply(x, x) - One)),
            "Atanh" => Log(Divide(One + x, One - x)) / 2,
            "Erf" => Erf(x),
            "Sigmoid" => Divide(One, One + Exp(-x)),
            "Softplus" => Log(One + Exp(x)),
            _ => null,
        };
    }

    /// <summary>A double's distance from a witness, in units of the last place, and the witness as a double.</summary>
    public static double Ulps(double value, BigInteger witness, out double expected)
    {
        expected = Math.ScaleB((double)witness, -Digits);
        return Math.ScaleB((double)BigInteger.Abs(FromDouble(value) - witness), -Digits) / Accuracy.Ulp(expected, single: false);
    }

    private static BigInteger FromDouble(double x)
    {
        int exponent = Math.ILogB(x) - 52;
        BigInteger significand = new(Math.ScaleB(x, -exponent));
        return x == 0 ? BigInteger.Zero : exponent + Digits >= 0 ? significand << (exponent + Digits) : significand >> -(exponent + Digits);
    }

    private static BigInteger Multiply(BigInteger a, BigInteger b) => (a * b) >> Digits;

    private static BigInteger Divide(BigInteger a, BigInteger b) => (a << Digits) / b;

    /// <summary>e^(n ln 2 + r) = 2ⁿ · (e^(r/256))^256, the last by its Taylor series.</summary>
    private static BigInteger Exp(BigInteger x)
    {
        int n = (int)Math.Round(Math.ScaleB((double)x, -Digits) / Math.Log(2));
        BigInteger r = (x - n * Ln2) >> 8, sum = One, term = One;
        for (int k = 1; !term.IsZero; k++)
        {
            term = Multiply(term, r) / k;
            if (term == BigInteger.MinusOne) break;
            sum += term;
        }

        for (int i = 0; i < 8; i++) sum = Multiply(sum, sum);
        return n >= 0 ? sum << n : sum >> -n;
    }

    /// <summary>Newton's method on e^y = x, which doubles the right digits of Math.Log in each step.</summary>
    private static BigInteger Log(BigInteger x)
    {
        BigInteger y = FromDouble(BigInteger.Log(x) - Digits * Math.Log(2));
        for (int step = 0; step < 4; step++) y += Divide(x, Exp(y)) - One;
        return y;
    }

    private static BigInteger Sin(BigInteger x)
    {
        BigInteger turns = (x + Pi) / (2 * Pi);
        x -= turns * 2 * Pi;
        BigInteger square = Multiply(x, x), sum = x, term = x;
        for (int k = 2; BigInteger.Abs(term) > 1; k += 2)
        {
            term = -Multiply(term, square) / (k * (k + 1));
            sum += term;
        }

        return sum;
    }

    private static BigInteger Asin(BigInteger x) => Arctan(Divide(x, Root(One - Multiply(x, x))));

    /// <summary>Four halvings of the angle, then the series.</summary>
    private static BigInteger Arctan(BigInteger x)
    {
        for (int i = 0; i < 4; i++) x = Divide(x, One + Root(One + Multiply(x, x)));
        return 16 * ArctanSeries(x);
    }

    private static BigInteger ArctanSeries(BigInteger x) => OddPowers(x, -1);

    private static BigInteger ArtanhSeries(BigInteger x) => OddPowers(x, 1);

    private static BigInteger OddPowers(BigInteger x, int sign)
    {
        BigInteger square = sign * Multiply(x, x), sum = x, power = x;
        for (int k = 3; BigInteger.Abs(power) > 1; k += 2)
        {
            power = Multiply(power, square);
            sum += power / k;
        }

        return sum;
    }

    /// <summary>2/√π · Σ (−1)ᵏ x^(2k+1) / (k!·(2k + 1)).</summary>
    private static BigInteger Erf(BigInteger x)
    {
        BigInteger square = Multiply(x, x), sum = x, term = x;
        for (int k = 1; BigInteger.Abs(term) > 1; k++)
        {
            term = -Multiply(term, square) / k;
            sum += term / (2 * k + 1);
        }

        return 2 * Divide(sum, Root(Pi));
    }

    /// <summary>Newton's method on integers, from above.</summary>
    private static BigInteger Root(BigInteger x)
    {
        BigInteger target = x << Digits;
        if (target.IsZero) return target;
        BigInteger root = BigInteger.One << (int)((target.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + target / root) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
