using Backprop.Differentiation;
using Backprop.Explanations.Derivations;
using Backprop.Explanations.Pictures;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Invariants;

/// <summary>
/// What must hold of a training step's gradients whatever the right numbers are: units that start equal stay equal, a bias's gradient is the sum of what comes back to its units, the gradients
/// before a softmax cancel, a doubled loss doubles every gradient. And which units are dead. They catch mistakes without any reference.
/// </summary>
public static class ModelInvariants
{
    extension(ModelExplanation step)
    {
        /// <summary>Looks at the step.</summary>
        /// <param name="updated">Weights after the step, by their paths, that somebody else computed: looked at for symmetry in place of the engine's. Default none.</param>
        /// <returns>What was looked at; nothing is said of what the network does not have.</returns>
        public IReadOnlyList<Invariant> Invariants(IReadOnlyDictionary<string, Tensor>? updated = null) =>
            [.. Symmetry(step, updated), .. Biases(step), .. Softmaxes(step), .. Scale(step), .. DeadUnits(step)];
    }

    /// <summary>Two units with the same weights in and out have the same gradients, so that a step leaves them equal.</summary>
    private static IEnumerable<Invariant> Symmetry(ModelExplanation step, IReadOnlyDictionary<string, Tensor>? updated)
    {
        StepNumbers numbers = step.Numbers;
        if (UnitChain.Of(numbers) is not { } layers) yield break;
        for (int i = 0; i + 1 < layers.Count; i++)
        {
            (UnitLayer layer, UnitLayer next) = (layers[i], layers[i + 1]);
            int units = layer.Kernel.Shape[1];
            // Only units whose first numbers are equal need to be compared with one another.
            Tensor start = numbers.Trace[layer.Kernel];
            for (int first = 0; first < units; first++)
            {
                for (int second = first + 1; second < units; second++)
                {
                    if (start.At(first) != start.At(second)) continue;
                    if (Apart(variable => numbers.Trace[variable]) is not (0, _, _)) continue;
                    (double apart, double one, double other) = Apart(After);
                    string name = numbers.Symbols.Of(layer.Kernel).Text;
                    yield return new Invariant("symmetry", name[..Math.Max(0, name.LastIndexOf('/'))], $"Units {first} and {second} have equal weights, so they have equal gradients, and are equal after the step{(updated is null ? "" : " that was given")} too.", one, other,
                        apart <= Tolerances.Of(Claim.Reordered, layer.Kernel.DType) * Math.Max(Math.Abs(one), Math.Abs(other)));

                    (double Apart, double First, double Second) Apart(Func<Variable, Tensor> values)
                    {
                        var worst = (Apart: 0.0, First: 0.0, Second: 0.0);
                        Tensor kernel = values(layer.Kernel), following = values(next.Kernel);
                        for (int input = 0; input < layer.Kernel.Shape[0]; input++) Compare(kernel.At((input * units) + first), kernel.At((input * units) + second));
                        if (layer.Bias is not null) Compare(values(layer.Bias).At(first), values(layer.Bias).At(second));
                        int outputs = next.Kernel.Shape[1];
                        for (int output = 0; output < outputs; output++) Compare(following.At((first * outputs) + output), following.At((second * outputs) + output));
                        return worst;

                        void Compare(double a, double b)
                        {
                            if (Math.Abs(a - b) >= worst.Apart) worst = (Math.Abs(a - b), a, b);
                        }
                    }
                }
            }
        }

        Tensor After(Variable variable) => updated is not null && updated.TryGetValue(numbers.Symbols.Of(variable).Text, out Tensor? given) ? given : numbers.After(variable);
    }

    /// <summary>A bias is added to its unit in every row, so its gradient is the sum of what comes back to the unit.</summary>
    private static IEnumerable<Invariant> Biases(ModelExplanation step)
    {
        StepNumbers numbers = step.Numbers;
        foreach (OperationNode sum in Graph.Order(numbers.Step.Loss).OfType<OperationNode>().Where(node => node.Operation is Add && node.Shape.Rank >= 2))
        {
            if (sum.Inputs.OfType<Variable>().FirstOrDefault(input => input.Shape.Rank == 1 && input.Shape[0] == sum.Shape[^1]) is not { } bias || Graph.Order(numbers.Step.Loss).Count(node => node.Inputs.Contains(bias)) != 1) continue;
            if (Known(numbers, bias) is not { } gradient || Known(numbers, sum) is not { } delta) continue;
            (double worst, double left, double right, double size) = (-1, 0, 0, 0);
            int units = bias.Shape[0];
            for (int unit = 0; unit < units; unit++)
            {
                double total = 0;
                for (int row = 0; row < delta.Size / units; row++)
                {
                    total += delta.At((row * units) + unit);
                    size = Math.Max(size, Math.Abs(delta.At((row * units) + unit)));
                }

                if (Math.Abs(total - gradient.At(unit)) > worst) (worst, left, right) = (Math.Abs(total - gradient.At(unit)), gradient.At(unit), total);
            }

            yield return new Invariant("bias", numbers.Symbols.Of(bias).Text, "The gradient of a bias is the sum, over the rows, of the gradients δ of its unit.", left, right, worst <= Tolerances.Of(Claim.Reordered, bias.DType) * Math.Max(size, Math.Abs(left)));
        }
    }

    /// <summary>A softmax does not change when the same number is added to all its inputs, so their gradients add up to 0.</summary>
    private static IEnumerable<Invariant> Softmaxes(ModelExplanation step)
    {
        StepNumbers numbers = step.Numbers;
        foreach (OperationNode softmax in step.Trace.Nodes.OfType<OperationNode>().Where(node => node.Operation is Softmax or LogSoftmax))
        {
            if (Known(numbers, softmax.Inputs[0]) is not { } gradient || gradient.Shape.Rank == 0) continue;
            int classes = gradient.Shape[^1];
            (double worst, double size) = (0, 0);
            for (int row = 0; row < gradient.Size / classes; row++)
            {
                double total = 0;
                for (int c = 0; c < classes; c++)
                {
                    total += gradient.At((row * classes) + c);
                    size = Math.Max(size, Math.Abs(gradient.At((row * classes) + c)));
                }

                if (Math.Abs(total) > Math.Abs(worst)) worst = total;
            }

            yield return new Invariant("softmax", numbers.Symbols.Of(softmax.Inputs[0]).Text, "The gradients of the inputs of a softmax add up to 0 in every row.", worst, 0, Math.Abs(worst) <= Tolerances.Of(Claim.FirstDerivative, gradient.DType) * size);
        }
    }

    /// <summary>Twice the loss has twice the gradients.</summary>
    private static IEnumerable<Invariant> Scale(ModelExplanation step)
    {
        StepNumbers numbers = step.Numbers;
        Variable[] weights = [.. numbers.Weights.Where(weight => weight.Gradient is not null).Select(weight => weight.Variable)];
        if (weights.Length == 0) yield break;
        Node loss = numbers.Step.Loss;
        IReadOnlyList<Node> doubled = Gradient.Of(loss + loss, weights);
        Trace trace = Trace.Run(doubled, step.Feeds, step.Trace);
        (double worst, double left, double right, double size) = (-1, 0, 0, 0);
        for (int i = 0; i < weights.Length; i++)
        {
            Tensor twice = trace[doubled[i]], once = Known(numbers, weights[i])!;
            for (int element = 0; element < once.Size; element++)
            {
                double apart = Math.Abs(twice.At(element) - (2 * once.At(element)));
                size = Math.Max(size, Math.Abs(once.At(element)));
                if (apart > worst) (worst, left, right) = (apart, twice.At(element), 2 * once.At(element));
            }
        }

        yield return new Invariant("loss-scale", "all weights", "Twice the loss has twice the gradients.", left, right, worst <= Tolerances.Of(Claim.Reordered, weights[0].DType) * size);
    }

    /// <summary>Units behind a ReLU that are 0 for every row: nothing comes back through them.</summary>
    private static IEnumerable<Invariant> DeadUnits(ModelExplanation step)
    {
        foreach (OperationNode relu in Graph.Order(step.Numbers.Step.Loss).OfType<OperationNode>().Where(node => node.Operation is Relu && node.Shape.Rank >= 2))
        {
            Tensor values = step.Trace[relu];
            int units = relu.Shape[^1], rows = values.Size / units;
            int dead = Enumerable.Range(0, units).Count(unit => Enumerable.Range(0, rows).All(row => values.At((row * units) + unit) == 0));
            yield return new Invariant("dead-units", step.Numbers.Symbols.Of(relu).Text, $"No unit is 0 for every row of the batch: {dead} of {units} {(dead == 1 ? "is" : "are")}, and nothing comes back through {(dead == 1 ? "it" : "them")}.", dead, 0, dead == 0);
        }
    }

    private static Tensor? Known(StepNumbers numbers, Node node) => numbers.Record.Adjoint(node) is { } adjoint && numbers.Trace.Contains(adjoint) ? numbers.Trace[adjoint] : null;
}
