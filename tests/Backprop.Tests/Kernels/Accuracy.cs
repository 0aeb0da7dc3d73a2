namespace Backprop.Tests.Kernels;

/// <summary>The largest error seen, in units of the last place, and where.</summary>
public sealed class Accuracy
{
    private double _at, _value, _expected;

    public double Ulps { get; private set; }

    /// <summary>Compares a value with what it should be; NaN must meet NaN and infinity infinity.</summary>
    public void Add(double at, double value, double expected, bool single)
    {
        double ulps;
        if (value.Equals(expected) || (single && value.Equals((double)(float)expected))) ulps = 0;
        else if (!double.IsFinite(value) || !double.IsFinite(expected)) ulps = double.PositiveInfinity;
        else ulps = Math.Abs(value - expected) / Ulp(expected, single);
        Add(at, value, expected, ulps);
    }

    public void Add(double at, double value, double expected, double ulps)
    {
        if (!(ulps > Ulps)) return;
        (Ulps, _at, _value, _expected) = (ulps, at, value, expected);
    }

    /// <summary>Takes in what another has seen.</summary>
    public void Add(Accuracy other) => Add(other._at, other._value, other._expected, other.Ulps);

    /// <summary>The distance of two neighbouring numbers near x.</summary>
    public static double Ulp(double x, bool single)
    {
        if (!single) return Math.BitIncrement(Math.Abs(x)) - Math.Abs(x);
        int exponent = x == 0 ? -200 : Math.ILogB(x);
        return Math.ScaleB(1, Math.Max(exponent, -126) - 23);
    }

    public override string ToString() => $"at most {Ulps:0.00} ulp, at {_at:R}: {_value:R} instead of {_expected:R}";
}
