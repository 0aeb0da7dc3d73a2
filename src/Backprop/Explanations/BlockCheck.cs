using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>Compares the derivatives of one block of numbers with finite differences of a function that reads them.</summary>
/// <param name="evaluate">The function at the numbers as they are now.</param>
/// <param name="random">Chooses elements and the direction.</param>
/// <param name="maximum">The most elements to look at one by one.</param>
internal sealed class BlockCheck(Func<Probe> evaluate, CheckRandom random, int maximum)
{
    private static readonly int[] s_exponents = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>The size of the terms that the function adds up.</summary>
    public double Magnitude { get; init; }

    /// <summary>The rounding of the function's numbers.</summary>
    public double Rounding { get; init; } = FiniteDifference.DoubleRounding;

    /// <summary>1 for a gradient, 2 for the gradient of a gradient.</summary>
    public int Order { get; init; } = 1;

    /// <summary>The one element to look at; null for a choice of several.</summary>
    public int? Only { get; init; }

    private bool IsSingle => Rounding > 1e-10;

    private double Tolerance => Tolerances.Of(Order == 1 ? Claim.FirstDerivative : Claim.SecondDerivative, IsSingle ? DType.Float32 : DType.Float64);

    /// <summary>Checks a block.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="set">Changes one of its numbers.</param>
    /// <param name="point">Its numbers.</param>
    /// <param name="analytic">The derivatives to check.</param>
    public GradientCheckBlock Of(string name, Shape shape, Action<int, double> set, double[] point, double[] analytic)
    {
        double size = 0;
        foreach (double derivative in analytic) size = Math.Max(size, Math.Abs(derivative));
        int[] positions = Only is { } one ? [one] : random.Positions(point.Length, maximum);
        var entries = new List<(GradientCheckEntry Entry, Func<double, Probe> Along, double X)>();
        foreach (int position in positions)
        {
            Probe Along(double x)
            {
                set(position, x);
                Probe result = evaluate();
                set(position, point[position]);
                return result;
            }

            entries.Add((Entry(Along, point[position], analytic[position], Index(shape, position), size), Along, point[position]));
        }

        if (Only is null && positions.Length < point.Length && Direction(set, point, analytic) is { } whole) entries.Add(whole);
        if (entries.Count == 0) return new GradientCheckBlock(name, shape, Order, 0, null);
        (GradientCheckEntry worst, Func<double, Probe> along, double at) = entries.OrderByDescending(one => one.Entry.Verdict).ThenBy(one => one.Entry.Digits).First();
        return new GradientCheckBlock(name, shape, Order, positions.Length, worst with { Sweep = Sweep(along, at, worst) })
        {
            Pattern = worst.Verdict == GradientVerdict.Disagrees ? GradientPattern.Of(shape, [.. entries.Select(one => one.Entry)]) : null,
            Remark = IsSingle ? "computed in float32, of which finite differences leave about three digits; in float64 they leave ten" : null,
        };
    }

    private GradientCheckEntry Entry(Func<double, Probe> f, double x, double analytic, IReadOnlyList<int> index, double size)
    {
        FiniteDifference numeric = FiniteDifference.Of(f, x, Magnitude, Rounding);
        // Against the largest derivative of the block: one that is 0 among others of size 1 has rounding of size 1.
        double scale = double.IsFinite(size) ? Math.Max(size, Math.Abs(numeric.Value)) : Math.Abs(numeric.Value);
        double difference = Math.Abs(analytic - numeric.Value), magnitude = Math.Max(Magnitude, Math.Abs(f(x).Value));
        GradientVerdict verdict = Judge(numeric);
        string? reason = verdict == GradientVerdict.Kink ? "kink" : verdict == GradientVerdict.CannotTell && !double.IsFinite(numeric.Value) ? "the function is not finite nearby" : verdict == GradientVerdict.CannotTell ? "precision: the function varies too fast or too little for finite differences" : null;
        if (verdict == GradientVerdict.Disagrees && double.IsFinite(analytic) && FiniteDifference.Noise(f, x, Rounding) is var noise && noise > 4 * Rounding * magnitude)
        {
            // The values are noisier than rounding: they subtract nearly equal numbers on the way.
            numeric = numeric with { Uncertainty = Math.Max(numeric.Uncertainty, 2 * noise / Math.Max(numeric.Step, double.Epsilon)) };
            verdict = Judge(numeric);
            if (verdict != GradientVerdict.Disagrees)
            {
                // Within the noise: nothing speaks against the derivative, and only a wide bound for it.
                verdict = numeric.Uncertainty > 100 * Tolerance * scale ? GradientVerdict.CannotTell : GradientVerdict.Agrees;
                reason = System.FormattableString.Invariant($"cancellation: the function's values scatter by {noise:G2}, which is {noise / (Rounding * Math.Max(magnitude, double.Epsilon)):F0} times rounding");
            }
        }

        return new GradientCheckEntry(index, analytic, numeric.Value, numeric.Uncertainty, numeric.Left, numeric.Right, Tolerances.Digits(analytic, numeric.Value, scale), verdict) { Reason = reason };

        GradientVerdict Judge(FiniteDifference one) =>
            one.IsKink ? GradientVerdict.Kink
            : !double.IsFinite(one.Value) ? GradientVerdict.CannotTell
            : !(difference <= Tolerance * scale + 4 * one.Uncertainty) ? GradientVerdict.Disagrees
            : one.Uncertainty > Math.Sqrt(Tolerance) * Math.Max(scale, magnitude) ? GradientVerdict.CannotTell
            : GradientVerdict.Agrees;
    }

    /// <summary>
    /// One derivative along a random direction through all elements: it finds a wrong element that was not chosen. Null where the way crosses kinks, which
    /// many elements moved at once do easily.
    /// </summary>
    private (GradientCheckEntry Entry, Func<double, Probe> Along, double X)? Direction(Action<int, double> set, double[] point, double[] analytic)
    {
        double[] direction = random.Tensor([point.Length]).ToArray<double>();
        double length = Math.Sqrt(point.Length), expected = 0, size = 0;
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] /= length;
            expected += direction[i] * analytic[i];
            size += Math.Abs(direction[i] * analytic[i]);
        }

        GradientCheckEntry entry = Entry(Along, 0, expected, [], size / length);
        return entry.Verdict is GradientVerdict.Agrees or GradientVerdict.Disagrees ? (entry, Along, 0) : null;

        Probe Along(double t)
        {
            for (int i = 0; i < point.Length; i++) set(i, point[i] + t * direction[i]);
            Probe result = evaluate();
            for (int i = 0; i < point.Length; i++) set(i, point[i]);
            return result;
        }
    }

    private List<GradientCheckStep> Sweep(Func<double, Probe> f, double x, GradientCheckEntry entry)
    {
        double scale = Math.Max(1, Math.Abs(x));
        (double Step, double Numeric)[] steps = [.. s_exponents.Select(exponent =>
        {
            double step = Math.Pow(10, -exponent) * scale;
            return (step, (f(x + step).Value - f(x - step).Value) / (x + step - (x - step)));
        })];
        // The best single step is the one nearest to the extrapolated derivative.
        int chosen = 0;
        for (int i = 1; i < steps.Length; i++)
        {
            if (Math.Abs(steps[i].Numeric - entry.Numeric) < Math.Abs(steps[chosen].Numeric - entry.Numeric)) chosen = i;
        }

        return [.. steps.Select((step, i) => new GradientCheckStep(step.Step, step.Numeric, Relative(step.Numeric, entry.Analytic), i == chosen))];
    }

    private static double Relative(double a, double b) => a == b ? 0 : Math.Abs(a - b) / Math.Max(Math.Abs(a), Math.Abs(b));

    private static int[] Index(Shape shape, int position)
    {
        var index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (position, index[axis]) = Math.DivRem(position, shape[axis]);
        return index;
    }
}
