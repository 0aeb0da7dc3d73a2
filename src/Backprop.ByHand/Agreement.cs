namespace Backprop.ByHand;

/// <summary>How well two sets of numbers agree, for example the weights that two programs arrived at.</summary>
public static class Agreement
{
    /// <summary>What <see cref="Digits(double, double)"/> gives for equal bits: a double is told apart by 17 digits.</summary>
    public const int EqualBits = 17;

    /// <summary>
    /// To how many decimal digits two numbers agree: the whole part of −log₁₀ of their relative difference, between 0 and 16;
    /// 17 (<see cref="EqualBits"/>) only when all bits are equal. Two different numbers of opposite sign, or one NaN, agree to 0 digits.
    /// </summary>
    public static int Digits(double first, double second)
    {
        if (BitConverter.DoubleToInt64Bits(first) == BitConverter.DoubleToInt64Bits(second)) return EqualBits;
        double difference = RelativeDifference(first, second);
        if (double.IsNaN(difference)) return 0;
        return difference == 0 ? EqualBits - 1 : (int)Math.Clamp(Math.Floor(-Math.Log10(difference)), 0, EqualBits - 1);
    }

    /// <summary>To how many digits all pairs agree: the worst pair's <see cref="Digits(double, double)"/>; 17 when every bit is equal.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers on both sides.</exception>
    public static int Digits(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        CheckLengths(first, second);
        int digits = EqualBits;
        for (int n = 0; n < first.Length; n++)
        {
            digits = Math.Min(digits, Digits(first[n], second[n]));
        }

        return digits;
    }

    /// <summary>|p − q| / max(|p|, |q|): 0 for equal numbers (also +0 and −0, and equal infinities), NaN when one of them is NaN.</summary>
    public static double RelativeDifference(double first, double second)
    {
        if (first == second) return 0;
        if (double.IsNaN(first) || double.IsNaN(second)) return double.NaN;
        if (double.IsInfinity(first) || double.IsInfinity(second)) return 1;
        double scale = Math.Max(Math.Abs(first), Math.Abs(second));

        // Divided first, so that the difference of two huge numbers does not overflow.
        return Math.Abs(first / scale - second / scale);
    }

    /// <summary>The largest relative difference of all pairs; NaN when a pair has one.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers on both sides.</exception>
    public static double RelativeDifference(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        CheckLengths(first, second);
        double largest = 0;
        for (int n = 0; n < first.Length; n++)
        {
            // Math.Max hands a NaN on.
            largest = Math.Max(largest, RelativeDifference(first[n], second[n]));
        }

        return largest;
    }

    private static void CheckLengths(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length) throw new ArgumentException($"{first.Length} numbers cannot be compared with {second.Length}.", nameof(second));
    }
}
