using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>What is claimed when two numbers are said to be equal.</summary>
public enum Claim
{
    /// <summary>The same operations in the same order: the same bits.</summary>
    SameBits,

    /// <summary>One elementary function against a reference: a few units in the last place.</summary>
    OneFunction,

    /// <summary>The same sum in another order, or a short formula written in another way.</summary>
    Reordered,

    /// <summary>Weights after a whole training run, computed by independent programs.</summary>
    Training,

    /// <summary>A first derivative against finite differences.</summary>
    FirstDerivative,

    /// <summary>A second derivative against finite differences of the first.</summary>
    SecondDerivative,
}

/// <summary>
/// How far apart numbers may lie that are claimed to be equal: one table, by number type and claim, for the checker, the commands and the tests.
/// The difference is compared with the larger magnitude of the two.
/// </summary>
public static class Tolerances
{
    /// <summary>The largest relative difference.</summary>
    /// <exception cref="ArgumentException">The number type is not a float.</exception>
    public static double Of(Claim claim, DType type = DType.Float64) => (claim, type) switch
    {
        (_, not (DType.Float32 or DType.Float64)) => throw new ArgumentException($"Whole numbers and truth values are equal or not; there is no tolerance for {type.KerasName}.", nameof(type)),
        (Claim.SameBits, _) => 0,
        (Claim.OneFunction, DType.Float64) => 1e-15,
        (Claim.OneFunction, _) => 5e-7,
        (Claim.Reordered or Claim.Training, DType.Float64) => 1e-12,
        (Claim.Reordered, _) => 1e-5,
        (Claim.Training, _) => 2e-5,
        (Claim.FirstDerivative, DType.Float64) => 1e-7,
        (Claim.FirstDerivative, _) => 1e-3,
        (Claim.SecondDerivative, DType.Float64) => 1e-6,
        _ => 1e-2,
    };

    /// <summary>Whether two numbers are equal within the tolerance; NaN equals NaN, and an infinity itself.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">Another.</param>
    /// <param name="claim">What is claimed.</param>
    /// <param name="type">The type in which the less exact of the two was computed.</param>
    /// <param name="scale">The magnitude of the terms that were added up, when it is larger than both numbers. Default 0.</param>
    public static bool AreEqual(double a, double b, Claim claim, DType type = DType.Float64, double scale = 0) =>
        a.Equals(b) || a == b || (double.IsFinite(a - b) && Math.Abs(a - b) <= Of(claim, type) * Math.Max(scale, Math.Max(Math.Abs(a), Math.Abs(b))));

    /// <summary>To how many decimal digits two numbers agree: 17 when they are equal, 0 when they have nothing in common.</summary>
    public static double Digits(double a, double b, double scale = 0)
    {
        if (a.Equals(b) || a == b) return 17;
        double relative = Math.Abs(a - b) / Math.Max(scale, Math.Max(Math.Abs(a), Math.Abs(b)));
        return double.IsFinite(relative) ? Math.Clamp(-Math.Log10(relative), 0, 17) : 0;
    }
}
