using System.Numerics;
using Backprop.Tensors;

namespace Backprop.Explanations.Memoizing;

/// <summary>
/// A whole number of any size for each element of a tensor, written in digits of base 2²⁴: one float64 tensor for each digit. What adds elements up without multiplying
/// them by anything but 1 can be done to each digit alone, exactly, on the library's own kernels.
/// </summary>
internal sealed class LargeCounts
{
    private const int Bits = 24;
    private readonly List<double[]> _digits;
    private readonly Shape _shape;

    private LargeCounts(Shape shape, List<double[]> digits) => (_shape, _digits) = (shape, digits);

    /// <summary>The same small number everywhere.</summary>
    public static LargeCounts Full(Shape shape, int value)
    {
        var digit = new double[shape.Size];
        Array.Fill(digit, value);
        return new LargeCounts(shape, [digit]);
    }

    /// <summary>The sum of two.</summary>
    public static LargeCounts operator +(LargeCounts a, LargeCounts b)
    {
        var digits = new List<double[]>();
        for (int i = 0; i < Math.Max(a._digits.Count, b._digits.Count); i++)
        {
            double[] sum = i < a._digits.Count ? [.. a._digits[i]] : new double[a._shape.Size];
            if (i < b._digits.Count)
            {
                for (int k = 0; k < sum.Length; k++) sum[k] += b._digits[i][k];
            }

            digits.Add(sum);
        }

        return new LargeCounts(a._shape, Carry(digits));
    }

    /// <summary>What a sum of elements makes of them, digit by digit.</summary>
    public LargeCounts Through(UnitRule rule, Shape shape) => new(shape, Carry([.. _digits.Select(digit => rule.Pull(Tensor.From(digit, _shape)).ToArray<double>())]));

    /// <summary>The sum over all elements.</summary>
    public BigInteger Sum()
    {
        BigInteger sum = 0;
        for (int i = _digits.Count - 1; i >= 0; i--)
        {
            BigInteger digit = 0;
            foreach (double value in _digits[i]) digit += (long)value;
            sum = (sum << Bits) + digit;
        }

        return sum;
    }

    /// <summary>Brings every digit below the base. Sums of 2²⁴-sized digits are exact in float64 up to 2²⁹ terms.</summary>
    private static List<double[]> Carry(List<double[]> digits)
    {
        const double Base = 1 << Bits;
        for (int i = 0; i < digits.Count; i++)
        {
            double[] digit = digits[i];
            double[]? next = i + 1 < digits.Count ? digits[i + 1] : null;
            for (int k = 0; k < digit.Length; k++)
            {
                if (digit[k] < Base) continue;
                double carry = Math.Floor(digit[k] / Base);
                digit[k] -= carry * Base;
                if (next is null) digits.Add(next = new double[digit.Length]);
                next[k] += carry;
            }
        }

        return digits;
    }
}
