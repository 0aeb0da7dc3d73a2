using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used p − y although the loss is not a cross-entropy.</summary>
internal sealed class FusedWithoutCrossEntropy : Mistake
{
    /// <inheritdoc/>
    public override string Code => "fused-without-cross-entropy";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        if (situation.Form.Outputs.Count != 1 || situation.Losses.Any(Change.HasLogarithm) || situation.Form.Sites.FirstOrDefault(site => ReferenceEquals(site.A, situation.Form.Outputs[0])) is not { } output) yield break;
        if (situation.Data.Y[0].Shape != output.A.Shape) yield break;
        int rows = situation.Rows, outputs = output.A.Shape[-1];
        foreach ((double factor, string text) in new[] { (1.0 / rows, ""), (1.0, ", summed over the rows"), (1.0 / (rows * outputs), ", averaged over rows and outputs"), (2.0 / (rows * outputs), ", with the factors of the squared error"), (2.0 / rows, ", with the factor 2 of the square") })
        {
            yield return new Hypothesis(this, output.Layer, $"δ = p − y is used at the output{text}, which is right for a cross-entropy; this loss needs the activation's derivative, too")
            {
                Back = form => new Difference(form, Constant.Of(situation.Data.Y[0].Cast(DType.Float64)), factor),
            };
        }
    }


    private sealed class Difference(StepForm form, Node targets, double factor) : ChainEdit
    {
        private readonly Site? _site = form.Sites.FirstOrDefault(site => ReferenceEquals(site.A, form.Outputs[0]));

        public override Node? Adjoint(Node node, Node? adjoint, Chain chain) => _site is not null && ReferenceEquals(node, _site.Z) ? (_site.A - targets) * factor : adjoint;
    }
}
