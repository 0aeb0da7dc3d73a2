using Backprop.Explanations.Auditing;
using Backprop.Losses;

namespace Backprop.Explanations.Mistakes;

/// <summary>Forgot the smoothing of labels.</summary>
internal sealed class LabelSmoothingIgnored : Mistake
{
    /// <inheritdoc/>
    public override string Code => "label-smoothing-ignored";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current) =>
        situation.Losses.Any(loss => Plain(loss) is not null) ? [new Hypothesis(this, null, "The labels are taken as they are; the loss smooths them") { Setup = setup => setup with { Loss = loss => Plain(loss) ?? loss } }] : [];


    private static Loss? Plain(Loss loss) => loss switch
    {
        CategoricalCrossentropy { LabelSmoothing: > 0 } one => new CategoricalCrossentropy(one.FromLogits, 0, one.Axis, one.Reduction, one.Name),
        BinaryCrossentropy { LabelSmoothing: > 0 } one => new BinaryCrossentropy(one.FromLogits, 0, one.Axis, one.Reduction, one.Name),
        _ => null,
    };
}
