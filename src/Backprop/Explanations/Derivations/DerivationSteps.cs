namespace Backprop.Explanations.Derivations;

/// <summary>One factor of a path: how one number changes with another one, over all the steps between them that have no name of their own.</summary>
/// <param name="From">The number that is moved.</param>
/// <param name="To">The number that follows.</param>
/// <param name="Value">∂to/∂from.</param>
/// <param name="Terms">The local derivatives of which it is the product, each with the number that is moved.</param>
public sealed record DerivationFactor(Derivation From, Derivation To, double Value, IReadOnlyList<(Derivation At, LocalTerm Term)> Terms);

/// <summary>A path, or the piece of one that is told: its factors, and where it goes on.</summary>
/// <param name="Factors">The factors, from the number towards the loss.</param>
/// <param name="End">Where the piece ends: the loss, or a number whose gradient δ is told by itself.</param>
/// <param name="Product">The factors' product, times the gradient at the end.</param>
public sealed record DerivationPath(IReadOnlyList<DerivationFactor> Factors, Derivation End, double Product);

/// <summary>How one gradient is put together: one path, or a sum over paths.</summary>
/// <param name="Of">The number whose gradient it is.</param>
/// <param name="Paths">The paths that are shown: the largest, in the graph's order.</param>
/// <param name="Hidden">How many terms are not shown.</param>
/// <param name="HiddenSum">What these add up to.</param>
public sealed record DerivationStep(Derivation Of, IReadOnlyList<DerivationPath> Paths, int Hidden, double HiddenSum)
{
    /// <summary>What is left between the engine's number and what is shown: rounding, or 0.</summary>
    public double Remainder => Of.Value - Paths.Sum(path => path.Product) - HiddenSum;
}

/// <summary>
/// A derivation in steps: a chain as far as there is one path, a sum where paths part. A gradient that several paths share is told once, as δ.
/// </summary>
public sealed class DerivationSteps
{
    private DerivationSteps(IReadOnlyList<DerivationStep> steps, int more) => (Steps, More) = (steps, more);

    /// <summary>The steps, first that of the number itself.</summary>
    public IReadOnlyList<DerivationStep> Steps { get; }

    /// <summary>How many gradients δ that the last steps name are not told.</summary>
    public int More { get; }

    internal static DerivationSteps Of(Derivation derivation, DerivationOptions options)
    {
        var steps = new List<DerivationStep>();
        var open = new Stack<Derivation>([derivation]);
        var told = new HashSet<(object, int)>();
        while (steps.Count < options.Parts && open.TryPop(out Derivation? next))
        {
            if (!told.Add((next.Node, next.Element))) continue;
            DerivationStep step = Step(next, options);
            steps.Add(step);
            // The largest path is followed to the loss first; where there is room, the others come after it.
            foreach (DerivationPath path in step.Paths.OrderBy(path => Math.Abs(path.Product)))
            {
                if (!path.End.IsLoss && path.End.Terms.Count > 0 && !told.Contains((path.End.Node, path.End.Element))) open.Push(path.End);
            }
        }

        int more = open.Select(left => ((object)left.Node, left.Element)).Distinct().Count(left => !told.Contains(left));

        return new DerivationSteps(steps, more);
    }

    private static DerivationStep Step(Derivation start, DerivationOptions options)
    {
        // What only passes the number on under no name of its own (a reshape) is passed over.
        var passed = new List<(Derivation, LocalTerm)>();
        Derivation at = start;
        while (Effective(at) is [{ Partial: 1 } only] && at.Next(only) is { NodeName: null, IsLoss: false } next)
        {
            passed.Add((at, only));
            at = next;
        }

        IReadOnlyList<LocalTerm> terms = Effective(at);
        if (terms.Count == 1) return new DerivationStep(start, [Follow(start, at, terms[0], passed, toTheEnd: true)], 0, 0);
        LocalTerm[] shown = [.. terms.OrderByDescending(term => Math.Abs(term.Product)).Take(options.Terms)];
        // A single term more needs no more room than the line that leaves it out.
        if (terms.Count == shown.Length + 1) shown = [.. terms];
        var isShown = shown.ToHashSet();
        double rest = terms.Where(term => !isShown.Contains(term)).Sum(term => term.Product);
        return new DerivationStep(start, [.. terms.Where(isShown.Contains).Select(term => Follow(start, at, term, passed, toTheEnd: false))], terms.Count - shown.Length, rest);
    }

    /// <summary>The terms without those that are 0; one of those where all are.</summary>
    private static IReadOnlyList<LocalTerm> Effective(Derivation at)
    {
        LocalTerm[] terms = [.. at.Terms.Where(term => term.Product != 0)];
        return terms.Length > 0 ? terms : [.. at.Terms.Take(1)];
    }

    /// <summary>Follows a term while there is only one way: to the next number with a name, or to the end of the path.</summary>
    private static DerivationPath Follow(Derivation start, Derivation first, LocalTerm term, IReadOnlyList<(Derivation, LocalTerm)> passed, bool toTheEnd)
    {
        var factors = new List<DerivationFactor>();
        var terms = new List<(Derivation, LocalTerm)>(passed);
        Derivation from = start, at = first;
        double partial = 1, product = 1;
        for (LocalTerm? next = term; next is not null; next = at.IsLoss || Effective(at) is not [LocalTerm only] ? null : only)
        {
            terms.Add((at, next));
            partial *= next.Partial;
            product *= next.Partial;
            at = at.Next(next);
            // A step without a name of its own is part of the factor that ends at the next name.
            if (at.NodeName is null && !at.IsLoss && Effective(at).Count == 1) continue;
            factors.Add(new DerivationFactor(from, at, partial, [.. terms]));
            (from, partial) = (at, 1);
            terms.Clear();
            if (!toTheEnd) break;
        }

        return new DerivationPath(factors, at, product * at.Value);
    }
}
