using Backprop.Explanations.Cards;
using Backprop.Graphs;

namespace Backprop.Explanations.Derivations;

/// <summary>Writes steps as equations: the symbols of the chain rule, what each factor is, the same with the numbers of this run, the result.</summary>
internal static class DerivationCard
{
    public static IEnumerable<CardPart> Steps(DerivationSteps steps, DerivationOptions options)
    {
        foreach (DerivationStep step in steps.Steps)
        {
            foreach (CardPart part in Step(step, options)) yield return part;
        }

        if (steps.More > 0) yield return new CardSentence($"… and {steps.More} more δ in the same way.");
    }

    private static IEnumerable<CardPart> Step(DerivationStep step, DerivationOptions options)
    {
        Derivation of = step.Of;
        Formula left = Derivative(of, options);
        if (of.IsLoss)
        {
            yield return new CardEquation(left, [Formula.Symbol("1")]);
            yield break;
        }

        if (step.Paths.Count == 0)
        {
            yield return new CardEquation(left, [Formula.Symbol(options.Digits.Write(of.Value))]);
            yield return new CardSentence("No path to the loss has a derivative other than 0 at these numbers.");
            yield break;
        }

        var lines = new List<Formula> { Sum(step, path => Formula.Product([.. path.Factors.Select(factor => IsDirect(step, factor) ? Rule(factor, options) : Partial(factor, options)), .. Delta(path, options)]), $"({step.Hidden} more)") };
        Formula rules = Sum(step, path => Formula.Product([.. path.Factors.Select(factor => Rule(factor, options)), .. Delta(path, options)]), $"({step.Hidden} more)");
        if (rules.ToString() != lines[0].ToString()) lines.Add(rules);
        Formula numbers = Sum(step, path => Formula.Product([.. path.Factors.Select(factor => Number(factor.Value, options)).Where((factor, i) => !factor.IsOne || path.Factors.Count > 1), .. path.End.IsLoss ? [] : (Formula[])[Number(path.End.Value, options)]]), options.Digits.Write(step.HiddenSum));
        if (numbers.ToString() != lines[^1].ToString()) lines.Add(numbers);
        if (step.Paths.Count > 1)
        {
            Formula products = Sum(step, path => Number(path.Product, options), options.Digits.Write(step.HiddenSum));
            if (products.ToString() != numbers.ToString()) lines.Add(products);
        }

        Formula value = Number(of.Value, options);
        if (lines[^1].ToString() != value.ToString()) lines.Add(value);
        yield return new CardEquation(left, lines);
        if (step.Paths is [{ End: { IsLoss: false } end }] && end.Value == 0 && end.Terms.Count == 0)
        {
            yield return new CardSentence($"{Derivative(end, options)} is 0, because no path to the loss has a derivative other than 0 at these numbers.");
        }

        if (Shows(step.Remainder, of.Value, options)) yield return new CardSentence($"What is shown adds up to {options.Digits.Write(of.Value - step.Remainder)}; the rest, {options.Digits.Write(step.Remainder)}, is rounding: the engine adds in another order.");
    }

    /// <summary>A derivative of the loss.</summary>
    public static Formula Derivative(Derivation of, DerivationOptions options) => options.Notation.Derivative(of.Symbol, of.Indices());

    public static Formula Value(Derivation of, DerivationOptions options) => options.Notation.Value(of.Symbol, of.Indices());

    /// <summary>What a factor is in symbols: the product of the rules on the way, or the derivative where one of them is no short formula.</summary>
    public static Formula Rule(DerivationFactor factor, DerivationOptions options)
    {
        var rules = new List<Formula>();
        foreach ((Derivation at, LocalTerm term) in factor.Terms)
        {
            if (LocalRule.Of(at.Node, at.Element, term, at.Trace, at.Writer(options)) is not { } rule || rule.ToString().Length > 90) return Partial(factor, options);
            rules.Add(rule);
        }

        // A sign belongs to what follows it, or to what it follows.
        for (int i = rules.FindIndex(IsSign); i >= 0 && rules.Count > 1; i = rules.FindIndex(IsSign))
        {
            rules.RemoveAt(i);
            int next = Math.Min(i, rules.Count - 1);
            rules[next] = rules[next].Negated();
        }

        return Formula.Product(rules);

        static bool IsSign(Formula rule) => rule.ToString() == "-1";
    }

    private static Formula Partial(DerivationFactor factor, DerivationOptions options) =>
        factor.To.IsLoss ? Derivative(factor.From, options) : Formula.Partial(Value(factor.To, options), Value(factor.From, options));

    /// <summary>Whether one of several ways leads to the loss at once: it cannot be called by the name of them all.</summary>
    private static bool IsDirect(DerivationStep step, DerivationFactor factor) => step.Paths.Count > 1 && factor.To.IsLoss && ReferenceEquals(factor.From, step.Of);

    private static Formula Sum(DerivationStep step, Func<DerivationPath, Formula> term, string hidden) =>
        Formula.Sum([.. step.Paths.Select(term), .. step.Hidden == 0 ? [] : (Formula[])[Formula.Symbol(hidden)]]);

    private static Formula[] Delta(DerivationPath path, DerivationOptions options) => path.End.IsLoss ? [] : [Derivative(path.End, options)];

    private static Formula Number(double value, DerivationOptions options) => Formula.Symbol(options.Digits.Write(value));

    /// <summary>Whether a difference can be seen in the digits that are shown.</summary>
    private static bool Shows(double remainder, double value, DerivationOptions options) => options.Digits.Write(value) != options.Digits.Write(value - remainder);
}
