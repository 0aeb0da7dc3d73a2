using System.Globalization;
using Backprop.Explanations.Mistakes;

namespace Backprop.Explanations.Auditing;

/// <summary>Compares a claim with the right numbers, looks for the mistake, and writes the report.</summary>
internal sealed class Auditor
{
    private readonly Situation _situation;
    private readonly Precision _precision;

    public Auditor(Situation situation) => (_situation, _precision) = (situation, new Precision(situation));

    /// <summary>The mistakes that explain the claim; null when there are none, or it agrees.</summary>
    public Explanation? Explanation { get; private set; }

    public AuditReport Run()
    {
        IReadOnlyList<ClaimedNumbers> claims = _situation.Claims;
        if (NotFinite.In(_situation) is { } broken) return Report(AuditVerdict.Disagrees, [broken], null);
        if (All(Closeness.Written)) return Right(All(Closeness.Computed));
        if (Kink() is { } kink) return kink;
        Explanation = new Search(_situation, _precision).Run();
        if (Explanation is null && All(Closeness.Differences)) return Report(AuditVerdict.Agrees, [], "It differs from the right numbers by what finite differences leave: the error of the step, and cancellation between two nearly equal losses.");
        return Report(AuditVerdict.Disagrees, Explanation is null ? [Unexplained()] : Findings(Explanation), null);

        bool All(Closeness closeness) => claims.All(claim => _precision.Agree(claim, claim.In(_situation.Right), closeness));
    }

    private AuditReport Right(bool isComputed)
    {
        if (isComputed && !_precision.IsSingle) return Report(AuditVerdict.Agrees, [], null);
        if (isComputed) return Report(AuditVerdict.Agrees, [], _situation.Claims.All(claim => Digits(claim) > 9) ? null : "Its numbers are those of single precision (float32), which has about seven digits.");
        // Rounded to nothing: every number is smaller than the last decimal that is written.
        if (_situation.Claims.All(claim => claim.In(_situation.Right).All(value => Math.Abs(value) <= claim.Quantum))) return Report(AuditVerdict.CannotTell, [], "The claim writes fewer decimals than it would take to see these numbers at all.");
        int digits = _situation.Claims.Max(claim => claim.Digits);
        int decimals = (int)Math.Round(-Math.Log10(2 * _situation.Claims.Min(claim => claim.Quantum)));
        string message = $"The numbers are right and rounded to {(decimals >= 0 ? $"{decimals} decimals" : $"{digits} digits")}. To that precision they are what they should be.";
        return Report(AuditVerdict.Agrees, [new AuditFinding("rounded", "rounded", null, null, message, decimals >= 0 ? decimals : digits, null, [])], null);
    }

    /// <summary>The verdict "cannot tell" where another convention at a kink gives what is claimed.</summary>
    private AuditReport? Kink()
    {
        if (!Kinks.Has(_situation.Form, _situation.Numbers)) return null;
        foreach (double share in new[] { 1, 0.5 })
        {
            var other = new Hypothesis(new KinkConvention(), null, "") { Back = _ => new Kinks(_situation.Numbers, share) };
            State state = _situation.Evaluate([other]);
            if (_situation.Claims.All(claim => _precision.Agree(claim, claim.In(state), Closeness.Written))) return Report(AuditVerdict.CannotTell, [], string.Create(CultureInfo.InvariantCulture, $"The point lies on a kink (a ReLU whose input is exactly 0, or equal candidates of a maximum), where there is no derivative: the claim takes {share} there, Keras takes 0."), "kink");
        }

        return null;
    }

    private AuditFinding Unexplained()
    {
        AuditedEntry worst = Weights(null).Where(weight => weight.Verdict == AuditVerdict.Disagrees).Select(weight => weight.Worst).MaxBy(entry => Math.Abs(entry.Claimed - entry.Right))!;
        ClaimedNumbers[] wrong = [.. Wrong()];
        string layer = Begin(wrong)!;
        AuditedEntry first = Worst(wrong.First(claim => _situation.LayerOf(claim.Weight) == layer));
        return new AuditFinding("unexplained", "unexplained", layer, first.Weight, $"No mistake of the catalogue gives these numbers, alone or with others; they are wrong from {layer} on. {Should(first)}", null, worst is null ? first : first, []);
    }

    private List<AuditFinding> Findings(Explanation explanation)
    {
        var findings = new List<AuditFinding>();
        ClaimedNumbers[] wrong = [.. Wrong()];
        foreach (Hypothesis one in explanation.State.Mistakes.OrderBy(one => one.Mistake.Order))
        {
            // The weights that this mistake alone changes.
            State alone = _situation.Evaluate([one]);
            ClaimedNumbers[] touched = [.. wrong.Where(claim => !Same(claim, claim.In(alone), claim.In(_situation.Right)))];
            if (touched.Length == 0) touched = wrong;
            string? layer = one.Layer ?? (touched.Length < wrong.Length || wrong.Length < _situation.Claims.Count ? Begin(touched) : null);
            ClaimedNumbers[] there = [.. touched.Where(claim => _situation.LayerOf(claim.Weight) == layer)];
            AuditedEntry worst = Worst((there.Length > 0 ? there : touched).MaxBy(claim => Distance(claim))!);
            findings.Add(new AuditFinding(one.Mistake.Code, one.Mistake.Name, layer, worst.Weight, $"{one.Done}. {Should(worst)}", one.Value, worst, [.. explanation.Others.Select(other => other.Mistake.Code)]));
        }

        return [.. findings.DistinctBy(finding => (finding.Code, finding.Layer))];
    }

    private bool Same(ClaimedNumbers claim, double[] a, double[] b)
    {
        double allowed = 1e-12 * _precision.Scale(claim, b) + _precision.Floor(claim);
        return a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) <= allowed);
    }

    private static string Should(AuditedEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} should be {entry.Right:G9}, and the claim says {entry.Claimed:G9}.");

    private IEnumerable<ClaimedNumbers> Wrong() => _situation.Claims.Where(claim => !_precision.Agree(claim, claim.In(_situation.Right), Closeness.Written));

    private string? Begin(IReadOnlyCollection<ClaimedNumbers> wrong) => _situation.Layers.LastOrDefault(layer => wrong.Any(claim => _situation.LayerOf(claim.Weight) == layer));

    private double Distance(ClaimedNumbers claim) => 1 - Digits(claim);

    private AuditReport Report(AuditVerdict verdict, IReadOnlyList<AuditFinding> findings, string? remark, string? reason = null)
    {
        List<AuditedWeight> weights = Weights(reason);
        ClaimedNumbers[] wrong = [.. Wrong()];
        return new AuditReport(verdict, findings, weights, verdict == AuditVerdict.Disagrees ? Begin(wrong) : null, Loss(), remark);
    }

    private List<AuditedWeight> Weights(string? reason)
    {
        var weights = new List<AuditedWeight>();
        foreach (ClaimedNumbers claim in _situation.Claims)
        {
            double[] right = claim.In(_situation.Right);
            bool computed = _precision.Agree(claim, right, Closeness.Computed), written = computed || _precision.Agree(claim, right, Closeness.Written);
            bool near = written || (Explanation is null && reason is null && _precision.Agree(claim, right, Closeness.Differences));
            string? why = !near ? reason : !written ? "cancellation" : !computed ? "rounded" : _precision.IsSingle && Digits(claim) < 9 ? "single-precision" : null;
            bool isInvisible = written && !computed && right.All(value => Math.Abs(value) <= claim.Quantum);
            AuditVerdict verdict = isInvisible ? AuditVerdict.CannotTell : near ? AuditVerdict.Agrees : reason is not null ? AuditVerdict.CannotTell : AuditVerdict.Disagrees;
            weights.Add(new AuditedWeight(claim.Path, claim.IsUpdate, verdict, isInvisible ? "precision" : why, Digits(claim), Worst(claim)));
        }

        return weights;
    }

    /// <summary>The decimal digits to which the worst entry agrees; for new weights those of the step.</summary>
    private double Digits(ClaimedNumbers claim)
    {
        double[] right = claim.In(_situation.Right);
        double[]? before = claim.IsUpdate ? _situation.Before(claim.Weight) : null;
        double scale = right.Select((value, i) => Math.Abs(value - (before?[i] ?? 0))).DefaultIfEmpty(0).Max();
        AuditedEntry worst = Worst(claim);
        double difference = Math.Abs(worst.Claimed - worst.Right);
        if (difference <= _precision.Floor(claim)) return 17;
        return double.IsFinite(difference) ? Math.Clamp(-Math.Log10(difference / Math.Max(scale, difference)), 0, 17) + 0.0 : 0;
    }

    private AuditedEntry Worst(ClaimedNumbers claim)
    {
        double[] right = claim.In(_situation.Right);
        int worst = 0;
        double most = -1;
        for (int i = 0; i < right.Length; i++)
        {
            double difference = Math.Abs(claim.Values[i] - right[i]);
            if (double.IsNaN(difference)) difference = double.PositiveInfinity;
            if (difference > most) (worst, most) = (i, difference);
        }

        return Entry(claim, worst, right.Length == 0 ? 0 : right[worst]);
    }

    /// <summary>An entry of a claim by its position.</summary>
    internal static AuditedEntry Entry(ClaimedNumbers claim, int position, double right)
    {
        var index = new int[claim.Shape.Length];
        int rest = position;
        for (int axis = index.Length - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, claim.Shape[axis]);
        return new AuditedEntry(claim.Path, index, claim.Values.Length == 0 ? 0 : claim.Values[position], right);
    }

    /// <summary>The loss after one step with what is claimed, and with the right numbers in its place.</summary>
    private AuditedLoss? Loss()
    {
        if (_situation.Claims.Any(claim => claim.Values.Any(value => !double.IsFinite(value)))) return null;
        double rate = _situation.Rate;
        double[][] before = [.. Enumerable.Range(0, _situation.Weights.Count).Select(_situation.Before)];
        double[][] claimed = [.. before], right = [.. before];
        foreach (ClaimedNumbers claim in _situation.Claims)
        {
            claimed[claim.Weight] = After(claim, claim.Values);
            right[claim.Weight] = After(claim, claim.In(_situation.Right));
        }

        return new AuditedLoss(_situation.LossWith(before), _situation.LossWith(claimed), _situation.LossWith(right));

        double[] After(ClaimedNumbers claim, double[] numbers) => claim.IsUpdate ? numbers : [.. before[claim.Weight].Zip(numbers, (weight, gradient) => weight - rate * gradient)];
    }

    private sealed class KinkConvention : Mistake
    {
        public override string Code => "kink";

        public override IEnumerable<Hypothesis> Propose(Situation situation, State current) => [];
    }
}
