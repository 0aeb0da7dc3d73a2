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
    private const long MostWork = 1_500_000_000;

    private const int MostMistakes = 3;

    private readonly IReadOnlyList<ClaimedNumbers> _claims = situation.Claims;
    private long _cheapWork;

    /// <summary>The explanation, or null when there is none.</summary>
    public Explanation? Run()
    {
        bool[] right = Matches(situation.Right);
        List<Trial> singles = [.. Trials(new Trial(situation.Right, right, 0), Propose(situation.Right, all: true))];
        if (Best(singles) is { } single) return single;
        List<Hypothesis> all = [.. singles.Select(trial => trial.State.Mistakes[0])];
        List<Trial> level = singles;
        for (int depth = 2; depth <= MostMistakes && level.Count > 0; depth++)
        {
            var found = new List<Trial>();
            // What changes every weight goes with anything; the rest only with what already made some weights right.
            foreach (Trial trial in level.Where(_ => depth == 2))
            {
                if (IsExhausted) break;
                found.AddRange(Trials(trial, all.Where(one => one.IsCheap && one.Layer is null && !one.Mistake.IsFitted)));
                found.AddRange(Trials(trial, Propose(trial.State, all: false).Where(one => one.Layer is null)));
            }

            foreach (Trial trial in Chosen(level, depth == 2 ? Beam : Beam / 2))
            {
                if (IsExhausted) break;
                found.AddRange(Trials(trial, all.Where(one => !one.Mistake.IsFitted)));
                found.AddRange(Trials(trial, Propose(trial.State, all: false)));
            }

            if (Best(found) is { } several) return several;
            level = found;
        }

        return null;
    }

    private bool IsExhausted => situation.Numbers.Work + _cheapWork > MostWork;

    private IEnumerable<Hypothesis> Propose(State state, bool all) => MistakeCatalogue.All.Where(mistake => all || mistake.IsFitted).SelectMany(mistake => mistake.Propose(situation, state));

    private IEnumerable<Trial> Trials(Trial from, IEnumerable<Hypothesis> hypotheses)
    {
        foreach (Hypothesis one in hypotheses)
        {
            // The same mistake twice is one mistake, unless it was made in another layer.
            if (from.State.Mistakes.Any(other => ReferenceEquals(other, one) || (other.Mistake == one.Mistake && (other.Layer is null || one.Layer is null || other.Layer == one.Layer)))) continue;
            IReadOnlyList<Hypothesis> mistakes = [.. from.State.Mistakes, one];
            State? state = Try(mistakes, one.IsCheap ? from.State.Derived : null);
            if (state is null || IsSame(state, from.State)) continue;
            bool[] matches = Matches(state);
            yield return new Trial(state, matches, Score(matches)) { IsDoubtful = mistakes.Any(other => other.IsDoubtful) || (!one.IsCheap && IsNothing(state)) };
        }
    }

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
