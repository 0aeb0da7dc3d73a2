using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Propagated δ with W where Wᵀ belongs.</summary>
internal sealed class KernelNotTransposed : Mistake
{
    /// <inheritdoc/>
    public override string Code => "kernel-not-transposed";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int[] square = [.. situation.Trained.Where(weight => situation.Weights[weight].Shape is { Rank: >= 2 } shape && shape[-1] == shape[-2])];
        if (square.Length > 1) yield return Edit(null, "δ is propagated with W where Wᵀ belongs, in all layers with square kernels", [.. square.Select(situation.VariableOf)]);
        foreach (int weight in square) yield return Edit(situation.LayerOf(weight), $"δ is propagated with {situation.Weights[weight].Path} where its transpose belongs", [situation.VariableOf(weight)]);

        Hypothesis Edit(string? layer, string done, IReadOnlyList<Variable> variables) => new(this, layer, done)
        {
            Back = _ => new OtherWeight(variables, (variable, _) =>
            {
                int[] axes = [.. Enumerable.Range(0, variable.Shape.Rank)];
                (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
                return Functions.Transpose(variable, axes);
            }),
        };
    }

}
