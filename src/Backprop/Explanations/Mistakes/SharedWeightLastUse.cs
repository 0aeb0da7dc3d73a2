using Backprop.Explanations.Auditing;
using Backprop.Graphs;

namespace Backprop.Explanations.Mistakes;

/// <summary>Kept one use of a shared weight's gradient instead of the sum.</summary>
internal sealed class SharedWeightLastUse : Mistake
{
    /// <inheritdoc/>
    public override string Code => "shared-weight-last-use";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        // A penalty is no use; the steps of a recurrent layer have a code of their own.
        Node[] forward = [.. Graph.Order(situation.Form.Outputs)];
        var consumers = new HashSet<Node>(forward, ReferenceEqualityComparer.Instance);
        HashSet<string> recurrent = [.. Recurrence.Layers(situation).Select(entry => entry.Layer)];
        foreach (int weight in situation.Trained)
        {
            bool isDoubtful = recurrent.Contains(situation.LayerOf(weight));
            Variable variable = situation.VariableOf(weight);
            int uses = forward.Sum(node => node.Inputs.Count(input => ReferenceEquals(input, variable)));
            if (uses < 2) continue;
            int[] together = [.. situation.WeightsOf(situation.LayerOf(weight)).Where(situation.IsTrained)];
            foreach (int use in uses <= 20 ? Enumerable.Range(0, uses) : [0, uses - 1])
            {
                // The way back meets the last use first.
                string which = use == 0 ? "the last" : use == uses - 1 ? "the first" : $"one (number {uses - use})";
                if (together.Length > 1 && weight == together[0]) yield return new Hypothesis(this, situation.LayerOf(weight), $"Of the {uses} uses of {situation.LayerOf(weight)}'s weights only {which} counts in their gradients, where they add up") { Back = _ => new OneUse([.. together.Select(situation.VariableOf)], consumers, use), IsDoubtful = isDoubtful };
                yield return new Hypothesis(this, situation.LayerOf(weight), $"Of the {uses} uses of {situation.Weights[weight].Path} only {which} counts in its gradient, where they add up") { Back = _ => new OneUse([variable], consumers, use), IsDoubtful = isDoubtful };
            }
        }
    }


    private sealed class OneUse(IReadOnlyList<Variable> variables, HashSet<Node> consumers, int use) : ChainEdit
    {
        public override IReadOnlyList<(OperationNode Consumer, Node Value)> Keep(Node node, IReadOnlyList<(OperationNode Consumer, Node Value)> contributions)
        {
            if (node is not Variable || !variables.Contains(node, ReferenceEqualityComparer.Instance)) return contributions;
            (OperationNode Consumer, Node Value)[] uses = [.. contributions.Where(entry => consumers.Contains(entry.Consumer))];
            return use < uses.Length ? [uses[use], .. contributions.Where(entry => !consumers.Contains(entry.Consumer))] : contributions;
        }
    }
}
