using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Averaged the bias' gradient where it must be summed like the kernel's, or summed over the wrong axis.</summary>
internal sealed class BiasAveraged : Mistake
{
    /// <inheritdoc/>
    public override string Code => "bias-averaged";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int[] biases = [.. situation.Trained.Where(situation.IsBias)];
        foreach (int count in situation.BatchSizes.Concat(situation.Positions).Distinct())
        {
            if (biases.Length > 1) yield return Average(null, "The gradients of the biases are averaged", biases, count);
            foreach (int bias in biases) yield return Average(situation.LayerOf(bias), $"The gradient of {situation.Weights[bias].Path} is averaged", [bias], count);
        }

        foreach (int bias in biases)
        {
            yield return new Hypothesis(this, situation.LayerOf(bias), $"The gradient of {situation.Weights[bias].Path} is summed over the units where it must be summed over the rows") { Back = _ => new OtherAxis(situation.VariableOf(bias)) };
        }

        Hypothesis Average(string? layer, string start, int[] weights, int count) => new(this, layer, $"{start} over {count} rows or places, where the loss is a mean already and they must be summed like the kernel's")
        {
            Numbers = numbers => [.. numbers.Select((values, weight) => weights.Contains(weight) ? Change.Times(values, 1.0 / count) : values)], Value = 1.0 / count,
        };
    }


    private sealed class OtherAxis(Variable bias) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            int input = node.Inputs.ToList().FindIndex(one => ReferenceEquals(one, bias));
            if (input < 0 || node.Operation is not Add || upstream.Shape.Rank != 2 || upstream.Shape[0] != bias.Shape[0]) return contributions;
            contributions[input] = Functions.Sum(upstream, [1]);
            return contributions;
        }
    }
}
