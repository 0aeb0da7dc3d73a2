using Backprop.Differentiation;
using Backprop.Explanations.Auditing;
using Backprop.Regularizers;

namespace Backprop.Explanations.Mistakes;

/// <summary>Also penalised the bias.</summary>
internal sealed class BiasRegularised : Mistake
{
    /// <inheritdoc/>
    public override string Code => "bias-regularised";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int[] biases = [.. situation.Trained.Where(weight => situation.IsBias(weight) && situation.Weights[weight].Regularizer is null && Of(weight) is not null)];
        if (biases.Length > 1) yield return With(null, "The biases are penalised like the kernels", biases);
        foreach (int bias in biases) yield return With(situation.LayerOf(bias), $"{situation.Weights[bias].Path} is penalised like the kernel", [bias]);

        Regularizer? Of(int bias) => situation.WeightsOf(situation.LayerOf(bias)).Select(weight => situation.Weights[weight].Regularizer).FirstOrDefault(regularizer => regularizer is not null);

        Hypothesis With(string? layer, string done, int[] weights)
        {
            Dictionary<int, double[]> penalties = weights.ToDictionary(weight => weight, weight => situation.Within(() => situation.Numbers.Of(Gradient.Of(Of(weight)!.Penalty(situation.VariableOf(weight)), situation.VariableOf(weight)))));
            return new Hypothesis(this, layer, done)
            {
                IsOfPenalty = true,
                Numbers = numbers => [.. numbers.Select((values, weight) => penalties.TryGetValue(weight, out double[]? penalty) ? values.Zip(penalty, (value, one) => value + one).ToArray() : values)],
            };
        }
    }

}
