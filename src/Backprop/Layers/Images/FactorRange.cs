using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>From where to where a fraction is drawn: <c>0.2</c> means −0.2 to 0.2, <c>(0.1, 0.3)</c> what it says.</summary>
/// <param name="Lower">The smallest fraction.</param>
/// <param name="Upper">The largest.</param>
public readonly record struct FactorRange(double Lower, double Upper)
{
    /// <summary>From −|factor| to |factor|.</summary>
    public static implicit operator FactorRange(double factor) => new(-Math.Abs(factor), Math.Abs(factor));

    /// <summary>From the smaller to the larger number.</summary>
    public static implicit operator FactorRange((double First, double Second) factors) => new(Math.Min(factors.First, factors.Second), Math.Max(factors.First, factors.Second));

    /// <exception cref="ArgumentOutOfRangeException">A fraction is not between −1 and 1.</exception>
    internal FactorRange Checked(string what) => Lower >= -1 && Upper <= 1 && Lower <= Upper ? this : throw new ArgumentOutOfRangeException(what, $"The {what} is a fraction between −1 and 1, or a range of such; it is {Lower} to {Upper}.");

    internal static FactorRange? Read(Config config, string key) => config.OptionalDoubles(key) switch
    {
        null => null,
        [double factor] => factor,
        [double first, double second] => (first, second),
        _ => throw config.Wrong(key, "a number or a range of two"),
    };

    internal double[] Numbers => [Lower, Upper];
}
