namespace Backprop.Explanations.Auditing;

/// <summary>How closely claimed numbers must agree: by what the claim writes and by the precision in which it was computed.</summary>
internal sealed class Precision
{
    /// <summary>
    /// The share of the largest entry by which right float64 gradients may differ: Keras keeps some constants (the factor of a penalty, a rate) in float32 even in
    /// float64 models, which is 6e-8; another order of sums is far less.
    /// </summary>
    public const double Double = 6e-8;

    private const double Single = 4e-6;

    /// <summary>How near a gradient from finite differences comes.</summary>
    private const double Differences = 2e-6;

    private readonly bool _isSingle;
    private readonly double[] _noise;
    private readonly double?[] _steps;
    private readonly Situation _situation;

    public Precision(Situation situation)
    {
        _situation = situation;
        double[] single = situation.SingleNoise();
        _steps = new double?[single.Length];
        _noise = [.. single.Select((noise, weight) => double.IsFinite(noise) ? noise : 0)];
        _isSingle = situation.Claims.Count > 0 && situation.Claims.All(claim => claim.Values.All(value => !double.IsFinite(value) || (double)(float)value == value || IsWrittenSingle(value, claim.Digits)));
        // Few decimals are also numbers that single precision writes shortly; what is exact anyway needs no excuse.
        if (situation.Claims.Any(claim => claim.Digits <= 6 && claim.Values.Any(value => (double)(float)value != value))) _isSingle = false;
    }

    /// <summary>Whether every number of the claim is one of single precision.</summary>
    public bool IsSingle => _isSingle;

    /// <summary>Whether two arrays are equal within the claim's precision.</summary>
    public bool Agree(ClaimedNumbers claim, double[] expected, Closeness closeness)
    {
        double[] values = claim.Values;
        double scale = Scale(claim, expected), noise = Noise(claim, closeness, scale);
        for (int i = 0; i < values.Length; i++)
        {
            // Not "greater": a NaN agrees with nothing.
            if (!(Math.Abs(values[i] - expected[i]) <= noise + Rounding(claim, values[i], closeness))) return false;
        }

        return true;
    }

    /// <summary>By how much two results may differ that count as the same.</summary>
    public double Allowed(ClaimedNumbers claim, double[] expected) => Noise(claim, Closeness.Computed, Scale(claim, expected));

    /// <summary>The size that rounding is relative to: of a gradient its largest entry, of a new weight also what was stepped from.</summary>
    public double Scale(ClaimedNumbers claim, double[] expected)
    {
        double scale = 0;
        foreach (double value in expected) scale = Math.Max(scale, Math.Abs(value));
        return double.IsFinite(scale) ? scale : 0;
    }

    /// <summary>A difference that says nothing, whatever is compared: rounding in the claim's own precision.</summary>
    public double Floor(ClaimedNumbers claim) => (_isSingle ? 20 : 1e-5) * _noise[claim.Weight] * (claim.IsUpdate ? _situation.Rate : 1);

    private double Noise(ClaimedNumbers claim, Closeness closeness, double scale)
    {
        // New weights of size 1 hold a step of 0.001 to three digits less: what is compared is the step.
        double noise = Floor(claim) + (claim.IsUpdate ? (_isSingle ? 2.4e-7 : 1e-12) * scale + (_isSingle ? Single : Double) * StepSize(claim) : (_isSingle ? Single : Double) * scale);
        return closeness == Closeness.Differences && !claim.IsUpdate ? Math.Max(noise, Differences * scale) : noise;
    }

    private double StepSize(ClaimedNumbers claim) => _steps[claim.Weight] ??= _situation.Before(claim.Weight).Zip(_situation.Right.Updated![claim.Weight], (before, after) => Math.Abs(after - before)).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private double Rounding(ClaimedNumbers claim, double value, Closeness closeness)
    {
        if (closeness == Closeness.Computed || claim.Digits > 12) return 0;
        double last = value == 0 || !double.IsFinite(value) ? 0 : 0.5 * Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - claim.Digits + 1);
        return Math.Max(claim.Quantum, last) * 1.0001;
    }

    private static bool IsWrittenSingle(double value, int digits) => digits <= 9 && double.Parse(((float)value).ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture) == value;
}

/// <summary>With what allowance numbers are compared.</summary>
internal enum Closeness
{
    /// <summary>Only the rounding of the computation.</summary>
    Computed,

    /// <summary>Also the decimals that the claim writes.</summary>
    Written,

    /// <summary>Also the error of finite differences.</summary>
    Differences,
}
