namespace Backprop.Explanations;

/// <summary>
/// The derivative of a function of one number from its values: central differences for steps that shrink by four, extrapolated to step 0.
/// </summary>
/// <remarks>
/// L. F. Richardson (1911) for the extrapolation, C. J. F. Ridders (1982) for choosing the entry of the table that changes least.
/// The uncertainty covers what the extrapolation left (curvature) and the rounding of the values, ε·|f|/h.
/// </remarks>
internal readonly record struct FiniteDifference(double Value, double Uncertainty, double Left, double Right, bool IsKink)
{
    private const int Steps = 7;
    private const double FirstStep = 1.0 / 32;

    /// <summary>The derivative of f at x.</summary>
    /// <param name="f">The function, on numbers near x.</param>
    /// <param name="x">The point.</param>
    /// <param name="magnitude">The size of the terms that f adds up: what its rounding is relative to.</param>
    public static FiniteDifference Of(Func<double, double> f, double x, double magnitude)
    {
        double middle = f(x);
        magnitude = Math.Max(magnitude, Math.Abs(middle));
        double scale = Math.Max(1, Math.Abs(x));
        Span<double> row = stackalloc double[Steps];
        Span<double> previous = stackalloc double[Steps];
        Span<double> right = stackalloc double[Steps];
        Span<double> left = stackalloc double[Steps];
        (double best, double uncertainty) = (double.NaN, double.PositiveInfinity);
        int filled = 0;
        double step = FirstStep * scale;
        for (int k = 0; k < Steps; k++, step /= 4)
        {
            // The step that is really taken, after rounding x + h.
            (double above, double below) = (x + step, x - step);
            (double fAbove, double fBelow) = (f(above), f(below));
            right[k] = (fAbove - middle) / (above - x);
            left[k] = (middle - fBelow) / (x - below);
            double difference = (fAbove - fBelow) / (above - below);
            if (!double.IsFinite(difference))
            {
                // Outside of where f is defined: begin again with smaller steps.
                filled = 0;
                continue;
            }

            row[0] = difference;
            double rounding = 2 * 2.3e-16 * magnitude / step;
            double power = 1;
            for (int j = 1; j <= filled; j++)
            {
                power *= 16;
                row[j] = row[j - 1] + (row[j - 1] - previous[j - 1]) / (power - 1);
                double change = Math.Max(Math.Abs(row[j] - row[j - 1]), Math.Abs(row[j] - previous[j - 1]));
                if (change + rounding < uncertainty) (best, uncertainty) = (row[j], change + rounding);
            }

            row.CopyTo(previous);
            filled++;
        }

        return new FiniteDifference(best, uncertainty, left[^1], right[^1], Kink(left, right, magnitude, step * 4));
    }

    /// <summary>
    /// Where f is smooth, the slopes on both sides come together in proportion to the step. At a kink their distance stays, at a jump it grows.
    /// </summary>
    private static bool Kink(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double magnitude, double smallestStep)
    {
        double coarse = Math.Abs(right[^3] - left[^3]), fine = Math.Abs(right[^1] - left[^1]);
        double noise = 40 * 2.3e-16 * magnitude / smallestStep;
        double slope = Math.Max(Math.Abs(right[^1]), Math.Abs(left[^1]));
        return fine > noise && fine > 1e-6 * slope && fine > 0.5 * coarse;
    }
}
