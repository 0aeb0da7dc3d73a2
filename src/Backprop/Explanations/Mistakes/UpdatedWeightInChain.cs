using Backprop.Explanations.Auditing;
using Backprop.Graphs;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used weights that this same step had already updated.</summary>
internal sealed class UpdatedWeightInChain : Mistake
{
    /// <inheritdoc/>
    public override string Code => "updated-weight-in-chain";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        Variable[] kernels = [.. situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank >= 2).Select(situation.VariableOf)];
        yield return Edit(null, "The gradient is propagated with weights that this same step had already updated; it needs those from before the step", kernels);
        foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank >= 2)) yield return Edit(situation.LayerOf(weight), $"The gradient is propagated with {situation.Weights[weight].Path} as this same step had already updated it; it needs the weight from before the step", [situation.VariableOf(weight)]);

        Hypothesis Edit(string? layer, string done, IReadOnlyList<Variable> variables) => new(this, layer, done) { Back = _ => new OtherWeight(variables, (variable, contribution) => contribution is null ? null : situation.Next(variable, contribution)) };
    }

}
