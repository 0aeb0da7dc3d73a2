using Backprop.Explanations.Auditing;
using Backprop.Optimizers;

namespace Backprop.Explanations.Mistakes;

/// <summary>Gave the clipped gradient.</summary>
internal sealed class Clipped : Mistake
{
    /// <inheritdoc/>
    public override string Code => "clipped";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        Optimizer optimizer = situation.Optimizer;
        double Claimed(Func<double[], double> measure) => situation.Claims.Where(claim => !claim.IsUpdate).Select(claim => measure(claim.Values)).DefaultIfEmpty(0).Max();
        // The optimizer's own limits; otherwise the limit that the claim itself shows.
        foreach (double limit in Limits(optimizer.ClipValue, Claimed(values => values.Select(Math.Abs).DefaultIfEmpty(0).Max())))
        {
            yield return Clip(FormattableString.Invariant($"Every number is limited to ±{limit:G6}: these are the clipped gradients"), limit, numbers => [.. numbers.Select(values => Array.ConvertAll(values, value => Math.Clamp(value, -limit, limit)))]);
        }

        foreach (double limit in Limits(optimizer.ClipNorm, Claimed(Norm)))
        {
            yield return Clip(FormattableString.Invariant($"The gradient of each weight is shortened to the length {limit:G6}: these are the clipped gradients"), limit, numbers => [.. numbers.Select(values => Norm(values) is var norm && norm > limit ? Change.Times(values, limit / norm) : values)]);
        }

        foreach (double limit in Limits(optimizer.GlobalClipNorm, Math.Sqrt(situation.Claims.Where(claim => !claim.IsUpdate).Sum(claim => Norm(claim.Values) * Norm(claim.Values)))))
        {
            yield return Clip(FormattableString.Invariant($"All gradients together are shortened to the length {limit:G6}: these are the clipped gradients"), limit, numbers => Math.Sqrt(numbers.Sum(values => Norm(values) * Norm(values))) is var norm && norm > limit ? [.. numbers.Select(values => Change.Times(values, limit / norm))] : numbers);
        }

        Hypothesis Clip(string done, double limit, Func<double[][], double[][]> change) => new(this, null, done) { Numbers = change, Value = limit };
    }


    /// <summary>The optimizer's limit, and the one that the claim reaches when it is a round number.</summary>
    private static IEnumerable<double> Limits(double? given, double reached)
    {
        if (given is { } limit) yield return limit;
        double round = double.Parse(reached.ToString("G2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
        if (round > 0 && double.IsFinite(round) && round != given && Math.Abs(reached - round) <= 1e-5 * round) yield return round;
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));
}
