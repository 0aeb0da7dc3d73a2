using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>
/// A kind of mistake that people make in gradients written by hand: a code, a name, and hypotheses, which are other ways to compute the gradient.
/// One class in one file, and one line in <see cref="MistakeCatalogue"/>.
/// </summary>
internal abstract class Mistake
{
    /// <summary>The code in the program's JSON, for example "sum-for-mean". It never changes.</summary>
    public abstract string Code { get; }

    /// <summary>What it is called in a sentence, for example "sum for mean".</summary>
    public virtual string Name => Code.Replace('-', ' ');

    /// <summary>The place in the catalogue, which decides among mistakes that give the same numbers.</summary>
    public int Order { get; internal set; }

    /// <summary>The ways in which the mistake could have been made here.</summary>
    /// <param name="situation">The model, its data and the claim.</param>
    /// <param name="current">The numbers so far: the right ones, or those with another mistake already found.</param>
    public abstract IEnumerable<Hypothesis> Propose(Situation situation, State current);

    /// <summary>Whether the hypotheses depend on the numbers so far, so that they are made again when another mistake was found.</summary>
    public virtual bool IsFitted => false;
}
