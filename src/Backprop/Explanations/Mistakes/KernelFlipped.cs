using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Flipped the convolution kernel (or did not, going back).</summary>
internal sealed class KernelFlipped : Mistake
{
    /// <inheritdoc/>
    public override string Code => "kernel-flipped";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank >= 3 && !situation.Weights[weight].Path.Contains("attention", StringComparison.Ordinal)))
        {
            Shape shape = situation.Weights[weight].Shape;
            int[] all = [.. Enumerable.Range(0, shape.Rank - 2)];
            foreach (int[] axes in all.Length > 1 ? new[] { all }.Concat(all.Select(axis => new[] { axis })) : [all])
            {
                string along = axes.Length == all.Length ? "" : $" along axis {axes[0]}";
                yield return Change.Of(this, situation, weight, $"The gradient of {situation.Weights[weight].Path} is flipped{along}, as a convolution in the mathematical sense flips its kernel", values => axes.Aggregate(values, (now, axis) => Flip(now, shape, axis)));
                yield return new Hypothesis(this, situation.LayerOf(weight), $"The gradient is taken back through {situation.LayerOf(weight)} with the kernel flipped{along} the wrong way round")
                {
                    Back = _ => new OtherWeight([situation.VariableOf(weight)], (variable, _) => axes.Aggregate((Node)variable, Flip)),
                };
            }
        }
    }


    private static Node Flip(Node kernel, int axis) => Functions.Gather(kernel, Constant.Of(Tensor.From(Enumerable.Range(0, kernel.Shape[axis]).Reverse().ToArray())), axis);

    private static double[] Flip(double[] values, Shape shape, int axis)
    {
        int inner = (int)shape[(axis + 1)..].Size, length = shape[axis];
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int at = i / inner % length;
            result[i + (length - 1 - 2 * at) * inner] = values[i];
        }

        return result;
    }
}
