using System.Collections;
using System.Text.RegularExpressions;
using Backprop.Graphs;

namespace Backprop.Optimizers;

/// <summary>
/// Which weights follow which optimizer, for a <see cref="MultiOptimizer"/>: <c>new OptimizerMap { { "embedding", new Sgd(0.1) }, { "dense.*/kernel", new Adam() } }</c>.
/// A text is a regular expression that a weight's path ("dense/kernel") or name ("kernel") has to begin with.
/// Source: keras/src/optimizers/multi_optimizer.py.
/// </summary>
public sealed class OptimizerMap : IEnumerable<Optimizer>
{
    private readonly List<(Optimizer Optimizer, Func<Variable, bool> Matches, Func<string> Pattern)> _lines = [];

    /// <summary>The optimizers, each once, in the order in which they were added.</summary>
    public IReadOnlyList<Optimizer> Optimizers => [.. _lines.Select(line => line.Optimizer).Distinct()];

    /// <summary>Gives the weights whose path or name begins with a regular expression to an optimizer.</summary>
    /// <exception cref="ArgumentException">It is no regular expression that a time limit can be kept for (without back references and looking around).</exception>
    public void Add(string pattern, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Regex expression;
        try
        {
            expression = new Regex($"^(?:{pattern})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"\"{pattern}\" cannot be used to choose weights: {error.Message} Give the beginning of a weight's path, \"dense_1/\" for example.", nameof(pattern), error);
        }

        Add(optimizer, weight => expression.IsMatch(weight.Name) || expression.IsMatch(weight.Name.Split('/')[^1]), () => pattern);
    }

    /// <summary>Gives some weights to an optimizer. A file names them by their paths.</summary>
    public void Add(IEnumerable<Variable> weights, Optimizer optimizer)
    {
        HashSet<Variable> chosen = new(weights ?? throw new ArgumentNullException(nameof(weights)), ReferenceEqualityComparer.Instance);
        Add(optimizer, chosen.Contains, () => $"({string.Join('|', chosen.Select(weight => Regex.Escape(weight.Name)))})$");
    }

    /// <summary>Gives the weights that a function chooses to an optimizer. A function is in no file, so a model that is trained so cannot be saved with its optimizer.</summary>
    public void Add(Func<Variable, bool> chooses, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(chooses);
        Add(optimizer, chooses, () => throw new NotSupportedException("An optimizer whose weights a function chooses cannot be written to a file: choose them by a pattern of their paths, or save the weights alone."));
    }

    /// <inheritdoc/>
    public IEnumerator<Optimizer> GetEnumerator() => Optimizers.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The optimizer of a weight, or null where none was named.</summary>
    /// <exception cref="ArgumentException">Two different ones were named.</exception>
    internal Optimizer? Find(Variable weight)
    {
        Optimizer[] found = [.. _lines.Where(line => line.Matches(weight)).Select(line => line.Optimizer).Distinct()];
        return found.Length < 2 ? found.SingleOrDefault()
            : throw new ArgumentException($"The weight {weight.Name} is given to {found.Length} optimizers, {string.Join(" and ", found.Select(optimizer => optimizer.Name))}: it can follow one. Narrow the patterns of the map.");
    }

    /// <summary>A pattern for all that an optimizer was given.</summary>
    internal string PatternOf(Optimizer optimizer)
    {
        string[] patterns = [.. _lines.Where(line => ReferenceEquals(line.Optimizer, optimizer)).Select(line => line.Pattern())];
        return patterns.Length == 1 ? patterns[0] : string.Join('|', patterns.Select(pattern => $"(?:{pattern})"));
    }

    private void Add(Optimizer optimizer, Func<Variable, bool> matches, Func<string> pattern) =>
        _lines.Add((optimizer ?? throw new ArgumentNullException(nameof(optimizer)), matches, pattern));
}
