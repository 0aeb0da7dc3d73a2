using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Took the bias' gradient from one sample only.</summary>
internal sealed class BiasFromOneSample : Mistake
{
    /// <inheritdoc/>
    public override string Code => "bias-from-one-sample";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int rows = situation.Rows;
        if (rows < 2) yield break;
        int[] biases = [.. situation.Trained.Where(situation.IsBias)];
        // Any row of a small batch; of a large one the first and the last.
        int[] candidates = rows <= 40 ? [.. Enumerable.Range(0, rows)] : [0, rows - 1];
        foreach (int row in candidates)
        {
            foreach (double factor in new[] { 1.0, rows })
            {
                string text = factor == 1 ? "" : ", undivided";
                if (biases.Length > 1) yield return new Hypothesis(this, null, $"The gradients of the biases are taken from row {row} alone{text}") { Back = _ => new OneRow([.. biases.Select(situation.VariableOf)], rows, row, factor), Value = row };
                foreach (int bias in biases) yield return new Hypothesis(this, situation.LayerOf(bias), $"The gradient of {situation.Weights[bias].Path} is taken from row {row} alone{text}") { Back = _ => new OneRow([situation.VariableOf(bias)], rows, row, factor), Value = row };
            }
        }
    }


    private sealed class OneRow(IReadOnlyList<Variable> biases, int rows, int row, double factor) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            for (int input = 0; input < contributions.Length; input++)
            {
                if (contributions[input] is not { } contribution || !biases.Contains(node.Inputs[input], ReferenceEqualityComparer.Instance)) continue;
                int axis = contribution.Shape.Lengths.IndexOf(rows);
                if (axis < 0 || contribution.Shape.Rank < 2) continue;
                Shape mask = Shape.Create([.. Enumerable.Range(0, contribution.Shape.Rank).Select(i => i == axis ? rows : 1)]);
                var numbers = new double[rows];
                numbers[row] = factor;
                contributions[input] = contribution * Constant.Of(Tensor.From(numbers, mask));
            }

            return contributions;
        }
    }
}
