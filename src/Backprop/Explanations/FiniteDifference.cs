namespace Backprop.Explanations;

/// <summary>The value of a function near a point, and which way it went there: a number that changes when a maximum, a ReLU or a condition chooses differently.</summary>
internal readonly record struct Probe(double Value, ulong Branch)
{
    public static implicit operator Probe(double value) => new(value, 0);
}

/// <summary>
/// The derivative of a function of one number from its values: central differences for steps that shrink by four, extrapolated to step 0.
/// </summary>
/// <remarks>
/// L. F. Richardson (1911) for the extrapolation, C. J. F. Ridders (1982) for choosing the entry of the table that changes least.
/// The uncertainty covers what the extrapolation left (curvature) and the rounding of the values, ε·|f|/h.
/// Steps over which the function branches differently than at the point are not used.
/// </remarks>
/// <param name="Value">The derivative.</param>
/// <param name="Uncertainty">How far it may be off.</param>
/// <param name="Left">The slope on the left, over the smallest step.</param>
/// <param name="Right">The slope on the right.</param>
/// <param name="IsKink">Whether the slope jumps at the point.</param>
/// <param name="Step">The smallest step that the derivative was made from.</param>
internal readonly record struct FiniteDifference(double Value, double Uncertainty, double Left, double Right, bool IsKink, double Step)
{
    /// <summary>The rounding of float64 and float32.</summary>
    public const double DoubleRounding = 2.3e-16, SingleRounding = 6e-8;

    private const int Steps = 7, MostSteps = 12;
    private const double FirstStep = 1.0 / 32;

    /// <summary>The derivative of f at x.</summary>
    /// <param name="f">The function, on numbers near x.</param>
    /// <param name="x">The point.</param>
    /// <param name="magnitude">The size of the terms that f adds up: what its rounding is relative to.</param>
    /// <param name="epsilon">The rounding of f's numbers.</param>
    public static FiniteDifference Of(Func<double, Probe> f, double x, double magnitude, double epsilon = DoubleRounding)
    {
        Probe middle = f(x);
        magnitude = Math.Max(magnitude, Math.Abs(middle.Value));
        double scale = Math.Max(1, Math.Abs(x));
        Span<double> row = stackalloc double[MostSteps];
        Span<double> previous = stackalloc double[MostSteps];
        Span<double> right = stackalloc double[MostSteps];
        Span<double> left = stackalloc double[MostSteps];
        (double best, double uncertainty, double chosen) = (double.NaN, double.PositiveInfinity, 0);
        int filled = 0, taken = 0;
        bool branches = false;
        double step = FirstStep * scale;
        // A few steps more where the first ones could not be used; in float32 smaller ones would be rounding alone.
        for (; taken < (filled >= 4 || epsilon > 1e-10 ? Steps : MostSteps); taken++, step /= 4)
        {
            // The step that is really taken, after rounding x + h.
            (double above, double below) = epsilon > 1e-10 ? ((float)(x + step), (float)(x - step)) : (x + step, x - step);
            (Probe fAbove, Probe fBelow) = (f(above), f(below));
            right[taken] = (fAbove.Value - middle.Value) / (above - x);
            left[taken] = (middle.Value - fBelow.Value) / (x - below);
            branches = fAbove.Branch != middle.Branch || fBelow.Branch != middle.Branch;
            double difference = (fAbove.Value - fBelow.Value) / (above - below);
            if (!double.IsFinite(difference) || branches)
            {
                // Outside of where f is defined, or beyond a kink: begin again with smaller steps.
                filled = 0;
                if (branches && double.IsFinite(difference) && double.IsNaN(best)) (chosen, row[0]) = (step, difference);
                continue;
            }

            row[0] = difference;
            double rounding = 2 * epsilon * magnitude / step;
            double power = 1;
            for (int j = 1; j <= filled; j++)
            {
                power *= 16;
                row[j] = row[j - 1] + (row[j - 1] - previous[j - 1]) / (power - 1);
                double change = Math.Max(Math.Abs(row[j] - row[j - 1]), Math.Abs(row[j] - previous[j - 1]));
                if (change + rounding < uncertainty) (best, uncertainty, chosen) = (row[j], change + rounding, step);
            }

            row.CopyTo(previous);
            filled++;
        }

        double last = step * 4;
        bool isKink = Kink(left[..taken], right[..taken], magnitude, last, epsilon, branches);
        // A branch that changes at every step but not the slope is no kink: the last difference stands, with what rounding leaves.
        if (branches && !isKink && double.IsNaN(best)) (best, uncertainty, chosen) = (row[0], Math.Abs(right[taken - 1] - left[taken - 1]) + 2 * epsilon * magnitude / last, last);
        return new FiniteDifference(best, uncertainty, left[taken - 1], right[taken - 1], isKink, chosen);
    }

    /// <summary>
    /// How far the values of f scatter about a smooth curve, from fourth differences over steps far below its curvature: more than rounding where f subtracts nearly equal numbers.
    /// Source: J. Moré, S. Wild: Estimating Computational Noise, SIAM Journal on Scientific Computing 33, 2011.
    /// </summary>
    public static double Noise(Func<double, Probe> f, double x, double epsilon = DoubleRounding)
    {
        const int Values = 9;
        double step = (epsilon > 1e-10 ? 1e-4 : 1e-7) * Math.Max(1, Math.Abs(x));
        Span<double> values = stackalloc double[Values];
        for (int i = 0; i < Values; i++)
        {
            Probe probe = f(x + (i - Values / 2) * step);
            values[i] = probe.Value;
        }

        for (int order = 1; order <= 4; order++)
        {
            for (int i = 0; i < Values - order; i++) values[i] = values[i + 1] - values[i];
        }

        double sum = 0;
        for (int i = 0; i < Values - 4; i++) sum += values[i] * values[i];
        // (4!)²/8! = 1/70: what fourth differences of independent errors are larger by.
        return Math.Sqrt(sum / (Values - 4) / 70);
    }

    /// <summary>
    /// Where f is smooth, the slopes on both sides come together in proportion to the step. At a kink their distance stays, at a jump it grows.
    /// Where f branches differently at the smallest step, any distance is one.
    /// </summary>
    private static bool Kink(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double magnitude, double smallestStep, double epsilon, bool branches)
    {
        double coarse = Math.Abs(right[^3] - left[^3]), fine = Math.Abs(right[^1] - left[^1]);
        double noise = 40 * epsilon * magnitude / smallestStep;
        double slope = Math.Max(Math.Abs(right[^1]), Math.Abs(left[^1]));
        return fine > noise && fine > (branches ? 1e-4 : 1e-6) * slope && (branches || fine > 0.5 * coarse);
    }
}
