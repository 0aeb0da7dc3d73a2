using Backprop.Explanations.Mistakes;

namespace Backprop.Explanations.Auditing;

/// <summary>What explains a claim: some mistakes together, and others that give the same numbers.</summary>
/// <param name="State">The numbers that follow from the mistakes.</param>
/// <param name="Others">Mistakes that alone give the same numbers as the first of those, and come later in the catalogue.</param>
internal sealed record Explanation(State State, IReadOnlyList<Hypothesis> Others);

/// <summary>
/// Tries hypotheses until one gives the numbers that are claimed: each alone, then two together, then three. Of those that do, the first in the catalogue is taken.
/// More than one is tried only where each makes some weights right, or changes all of them.
/// </summary>
internal sealed class Search(Situation situation, Precision precision)
{
    /// <summary>How many of the best are combined with all others.</summary>
    private const int Beam = 12;

    /// <summary>Multiplications after which no more pairs are tried, so that large models are answered soon.</summary>
    private const long MostWork = 400_000_000;

    private const int MostMistakes = 3;

    private readonly IReadOnlyList<ClaimedNumbers> _claims = situation.Claims;
    private readonly Dictionary<Hypothesis, double[][]> _derived = new(ReferenceEqualityComparer.Instance);
    private long _cheapWork;

    /// <summary>The explanation, or null when there is none.</summary>
    public Explanation? Run()
    {
        bool[] right = Matches(situation.Right);
        var start = new Trial(situation.Right, right, 0);
        Hypothesis[] proposed = [.. Propose(situation.Right, all: true)];
        // First only what explains everything by itself; of the others it matters what they make right, when two are looked for.
        bool isLazy = _claims.All(claim => !claim.IsUpdate);
        Hypothesis[] likely = isLazy ? [.. proposed.Where(one => one.IsCheap || one.Numbers is not null || Explains(one))] : proposed;
        List<Trial> singles = [.. Trials(start, likely)];
        if (Best(singles) is { } single) return single;
        // Mistakes with few variants first: rows and units come in hundreds, and the work is limited.
        ILookup<Mistake, Hypothesis> rest = proposed.Except(likely).ToLookup(one => one.Mistake);
        foreach (IGrouping<Mistake, Hypothesis> variants in rest.OrderBy(group => group.Count()))
        {
            if (IsExhausted) break;
            singles.AddRange(Trials(start, variants));
        }

        List<Hypothesis> all = [.. singles.Select(trial => trial.State.Mistakes[0])];
        List<Trial> level = singles;
        for (int depth = 2; depth <= MostMistakes && level.Count > 0; depth++)
        {
            var found = new List<Trial>();
            Trial[] beam = [.. Chosen(level, depth == 2 ? Beam : Beam / 2)];
            // Numbers on top of what was computed already; then what changes every weight, which goes with anything; then two ways back at once.
            foreach (Trial trial in beam)
            {
                if (IsExhausted || IsFound(found)) break;
                found.AddRange(Trials(trial, all.Where(one => !one.Mistake.IsFitted && IsQuick(trial, one))));
                found.AddRange(Trials(trial, Propose(trial.State, all: false)));
            }

            foreach (Trial trial in depth == 2 ? Chosen(level, level.Count) : [])
            {
                if (IsExhausted || IsFound(found)) break;
                found.AddRange(Trials(trial, all.Where(one => one.IsCheap && one.Layer is null && !one.Mistake.IsFitted)));
                found.AddRange(Trials(trial, Propose(trial.State, all: false).Where(one => one.Layer is null)));
            }

            foreach (Trial trial in beam)
            {
                if (IsExhausted || IsFound(found)) break;
                found.AddRange(Trials(trial, all.Where(one => !one.Mistake.IsFitted && !IsQuick(trial, one))));
            }

            if (Best(found) is { } several) return several;
            level = found;
        }

        return null;
    }

    /// <summary>Whether an explanation was found that needs no excuse.</summary>
    private static bool IsFound(List<Trial> trials) => trials.Any(trial => !trial.IsDoubtful && trial.Matches.All(match => match));

    private bool IsExhausted => situation.Numbers.Work + _cheapWork > MostWork;

    private IEnumerable<Hypothesis> Propose(State state, bool all) => MistakeCatalogue.All.Where(mistake => all || mistake.IsFitted).SelectMany(mistake => mistake.Propose(situation, state));

    private IEnumerable<Trial> Trials(Trial from, IEnumerable<Hypothesis> hypotheses)
    {
        foreach (Hypothesis one in hypotheses)
        {
            // The same mistake twice is one mistake, unless it was made in another layer.
            if (from.State.Mistakes.Any(other => ReferenceEquals(other, one) || (other.Mistake == one.Mistake && (other.Layer is null || one.Layer is null || other.Layer == one.Layer)))) continue;
            IReadOnlyList<Hypothesis> mistakes = [.. from.State.Mistakes, one];
            State? state = Try(mistakes, one.IsCheap ? from.State.Derived : IsQuick(from, one) ? _derived[one] : null);
            if (state is null || IsSame(state, from.State)) continue;
            if (mistakes.Count == 1 && !one.IsCheap) _derived[one] = state.Derived;
            bool[] matches = Matches(state);
            yield return new Trial(state, matches, Score(matches)) { IsDoubtful = mistakes.Any(other => other.IsDoubtful) || (!one.IsCheap && IsNothing(state)) };
        }
    }

    private bool Explains(Hypothesis one)
    {
        try
        {
            return situation.Explains(one, (claim, numbers) => precision.Agree(claim, numbers, Closeness.Written));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether trying a mistake on top of others takes no way back through the graph.</summary>
    private bool IsQuick(Trial from, Hypothesis one) => one.IsCheap || (_derived.ContainsKey(one) && from.State.Mistakes.All(other => other.IsCheap));

    private State? Try(IReadOnlyList<Hypothesis> mistakes, double[][]? derived)
    {
        try
        {
            if (derived is null) return situation.Evaluate(mistakes);
            _cheapWork += derived.Sum(numbers => (long)numbers.Length);
            return situation.Finish(mistakes, derived);
        }
        catch (ArgumentException)
        {
            // Shapes that do not fit: the mistake cannot be made together with the others.
            return null;
        }
    }

    private bool[] Matches(State state) => [.. _claims.Select(claim => precision.Agree(claim, claim.In(state), Closeness.Written))];

    /// <summary>Whether two states cannot be told apart by what is claimed.</summary>
    private bool IsSame(State a, State b) => _claims.All(claim =>
    {
        double[] x = claim.In(a), y = claim.In(b);
        double allowed = precision.Allowed(claim, y);
        for (int i = 0; i < x.Length; i++)
        {
            if (!(Math.Abs(x[i] - y[i]) <= allowed)) return false;
        }

        return true;
    });

    /// <summary>Whether all that is changed becomes 0: that a unit happens to be dead makes many mistakes alike, and zeros have simpler causes.</summary>
    private bool IsNothing(State state) => _claims.All(claim => claim.In(state).All(value => value == 0) || claim.In(state).SequenceEqual(claim.In(situation.Right)));

    private static int Score(bool[] matches) => matches.Count(match => match);

    private static IEnumerable<Trial> Chosen(List<Trial> trials, int count) => trials.OrderByDescending(trial => trial.Score).ThenBy(trial => trial.State.Mistakes.Sum(one => one.Rank)).Take(count);

    private static Explanation? Best(IEnumerable<Trial> trials)
    {
        Trial[] full = [.. trials.Where(trial => trial.Matches.All(match => match)).OrderBy(trial => trial.IsDoubtful).ThenBy(trial => trial.State.Mistakes.Sum(one => one.Rank))];
        if (full.Length == 0) return null;
        State best = full[0].State;
        IEnumerable<Hypothesis> others = best.Mistakes.Count > 1 ? [] : full.Skip(1).Select(trial => trial.State.Mistakes[0]);
        return new Explanation(best, [.. others.Where(other => other.Mistake != best.Mistakes[0].Mistake).DistinctBy(other => other.Mistake)]);
    }

    private sealed record Trial(State State, bool[] Matches, int Score)
    {
        public bool IsDoubtful { get; init; }
    }
}
