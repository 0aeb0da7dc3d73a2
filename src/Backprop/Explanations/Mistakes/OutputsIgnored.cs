using Backprop.Explanations.Auditing;
using Backprop.Losses;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot that the loss is also a mean over the outputs.</summary>
internal sealed class OutputsIgnored : Mistake
{
    /// <inheritdoc/>
    public override string Code => "outputs-ignored";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (!situation.IsMean || !situation.Losses.All(IsMeanOverOutputs)) return [];
        int outputs = situation.Form.Outputs[0].Shape[-1];
        return Change.Scale(this, situation, outputs, $"The loss is a mean over the {outputs} outputs, too, and they are summed");
    }


    private static bool IsMeanOverOutputs(Loss loss) => loss is not (CategoricalCrossentropy or SparseCategoricalCrossentropy or KLDivergence or CategoricalHinge or CosineSimilarity);
}
