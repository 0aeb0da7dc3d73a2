using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>
/// Compares gradients with finite differences: central differences in float64, extrapolated to step 0, of the function weighted with a
/// random upstream gradient (all ones would be blind for softmax and normalisations), for every element of every input.
/// Large inputs are sampled, and checked once along a random direction of all their elements. It says "kink" where the slopes on both sides differ, and "cannot tell" where the finite differences are too inexact.
/// </summary>
public static partial class GradientCheck
{
    /// <summary>The elements of one input that are looked at by default; of larger inputs a random choice is taken.</summary>
    public const int DefaultMaximum = 64;

    /// <summary>Checks an operation's rule on inputs drawn for it, to second order where the sample says that it is smooth.</summary>
    /// <param name="sample">The operation and the ranges of its inputs.</param>
    /// <param name="seed">Another seed draws other inputs and another upstream gradient.</param>
    /// <param name="maximum">The most elements of an input to look at.</param>
    public static GradientCheckResult Of(Sample sample, int seed = 0, int maximum = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Of(inputs => OperationNode.Of(sample.Operation, inputs), SampleDrawing.Draw(sample, seed), seed, sample.IsSmooth, maximum, sample.Operation.ToString());
    }

    /// <summary>Checks an operation's rule at given inputs.</summary>
    /// <inheritdoc cref="Of(Func{Node[], Node}, IReadOnlyList{Tensor}, int, bool, int, string?)"/>
    public static GradientCheckResult Of(Operation operation, IReadOnlyList<Tensor> inputs, int seed = 0, bool secondOrder = true, int maximum = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Of(nodes => OperationNode.Of(operation, nodes), inputs, seed, secondOrder, maximum, operation.ToString());
    }

    /// <summary>Checks the gradient that the library derives for a function of nodes.</summary>
    /// <param name="function">Builds the expression from its inputs; of any shape, of type float64.</param>
    /// <param name="inputs">The point. Inputs of type float64 are differentiated, whole numbers and truth values stay as they are.</param>
    /// <param name="seed">For the upstream gradient and the choice of elements.</param>
    /// <param name="secondOrder">Whether the gradient is differentiated once more and checked too.</param>
    /// <param name="maximum">The most elements of an input to look at.</param>
    /// <param name="name">What to call it in the result.</param>
    /// <exception cref="ArgumentException">An input or the result is float32: finite differences need the digits of float64.</exception>
    /// <exception cref="InvalidOperationException">The function has no gradient.</exception>
    public static GradientCheckResult Of(Func<Node[], Node> function, IReadOnlyList<Tensor> inputs, int seed = 0, bool secondOrder = true, int maximum = DefaultMaximum, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Any(input => input.DType == DType.Float32)) throw new ArgumentException("A gradient is checked in float64; an input is float32. Convert it with Cast.", nameof(inputs));
        Variable[] variables = [.. inputs.Select((input, i) => Variable.Of($"input {i}", input))];
        Node output = function([.. variables]);
        if (output.DType != DType.Float64) throw new ArgumentException($"A gradient is checked of float64 results; {output} is {output.Type}.", nameof(function));
        var random = new CheckRandom(seed);
        List<Variable> with = [.. variables.Where(variable => variable.DType == DType.Float64)];
        Variable upstream = Variable.Of("upstream", random.Tensor(output.Shape));
        Node scalar = Functions.Sum(output * upstream);
        IReadOnlyList<Node> gradients = Gradient.Of(scalar, with);
        var blocks = new List<GradientCheckBlock>();
        Compare(scalar, output, gradients, with, 1, random, maximum, blocks);
        if (secondOrder && with.Count > 0)
        {
            // The gradient, weighted at random once more, is a function of the inputs and of the upstream gradient.
            Node[] weighted = [.. gradients.Select(gradient => gradient * Constant.Of(random.Tensor(gradient.Shape)))];
            Node second = weighted.Select(node => Functions.Sum(node)).Aggregate((a, b) => a + b);
            with.Add(upstream);
            Node terms = Functions.Concatenate([.. weighted.Select(node => Functions.Reshape(node, [Shape.Unknown]))]);
            Compare(second, terms, Gradient.Of(second, with), with, 2, random, maximum, blocks);
        }

        return new GradientCheckResult(name ?? output.ToString(), blocks);
    }

    internal static void Compare(Node scalar, Node terms, IReadOnlyList<Node> gradients, List<Variable> with, int order, CheckRandom random, int maximum, List<GradientCheckBlock> blocks, int? only = null)
    {
        Trace trace = Trace.Run([scalar, terms, .. gradients]);
        // What the scalar adds up, without regard to sign: its rounding is relative to this.
        double magnitude = 0;
        for (int i = 0; i < trace[terms].Size; i++) magnitude += Math.Abs(trace[terms].At(i));
        var branches = new Branches(scalar);
        var block = new BlockCheck(() => Evaluate(scalar, branches), random, maximum) { Magnitude = magnitude, Order = order, Only = only };
        for (int i = 0; i < with.Count; i++)
        {
            Tensor point = with[i].Value;
            blocks.Add(block.Of(with[i].Name, point.Shape, (position, x) => point.AsWritableSpan<double>()[position] = x, point.ToArray<double>(), trace[gradients[i]].ToArray<double>()));
        }
    }

    private static Probe Evaluate(Node scalar, Branches branches)
    {
        Trace run = Trace.Run([scalar, .. branches.Nodes]);
        return new Probe(run[scalar].At(0), branches.Of(run));
    }
}
