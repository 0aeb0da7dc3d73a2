using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>
/// Compares gradients with finite differences: central differences in float64, extrapolated to step 0, of the function weighted with a
/// random upstream gradient (all ones would be blind for softmax and normalisations), for every element of every input.
/// It says "kink" where the slopes on both sides differ, and "cannot tell" where the finite differences are too inexact.
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

    private static void Compare(Node scalar, Node terms, IReadOnlyList<Node> gradients, List<Variable> with, int order, CheckRandom random, int maximum, List<GradientCheckBlock> blocks)
    {
        Trace trace = Trace.Run([scalar, terms, .. gradients]);
        // What the scalar adds up, without regard to sign: its rounding is relative to this.
        double magnitude = 0;
        for (int i = 0; i < trace[terms].Size; i++) magnitude += Math.Abs(trace[terms].At(i));
        for (int i = 0; i < with.Count; i++)
        {
            Tensor analytic = trace[gradients[i]];
            Tensor point = with[i].Value;
            int[] positions = random.Positions(point.Size, maximum);
            double size = 0;
            for (int k = 0; k < analytic.Size; k++) size = Math.Max(size, Math.Abs(analytic.At(k)));
            Claim claim = order == 1 ? Claim.FirstDerivative : Claim.SecondDerivative;
            GradientCheckEntry[] entries = [.. positions.Select(position => Entry(x => Evaluate(scalar, point, position, x), point.At(position), analytic.At(position), point.Shape, position, magnitude, size, claim))];
            blocks.Add(Block(with[i].Name, point.Shape, order, entries));
        }
    }

    private static double Evaluate(Node scalar, Tensor point, int position, double x)
    {
        Span<double> values = point.AsWritableSpan<double>();
        double kept = values[position];
        values[position] = x;
        double result = Trace.Run([scalar])[scalar].At(0);
        values[position] = kept;
        return result;
    }

    private static GradientCheckBlock Block(string name, Shape shape, int order, GradientCheckEntry[] entries) =>
        new(name, shape, order, entries.Length, entries.OrderByDescending(entry => entry.Verdict).ThenBy(entry => entry.Digits).FirstOrDefault());

    private static GradientCheckEntry Entry(Func<double, double> f, double x, double analytic, Shape shape, int position, double magnitude, double size, Claim claim)
    {
        FiniteDifference numeric = FiniteDifference.Of(f, x, magnitude);
        // Against the largest derivative of the block: one that is 0 among others of size 1 has rounding of size 1.
        double scale = double.IsFinite(size) ? Math.Max(size, Math.Abs(numeric.Value)) : Math.Abs(numeric.Value);
        double difference = Math.Abs(analytic - numeric.Value);
        double tolerance = Tolerances.Of(claim);
        GradientVerdict verdict =
            numeric.IsKink ? GradientVerdict.Kink
            : !double.IsFinite(numeric.Value) ? GradientVerdict.CannotTell
            : !(difference <= tolerance * scale + 4 * numeric.Uncertainty) ? GradientVerdict.Disagrees
            : numeric.Uncertainty > Math.Sqrt(tolerance) * Math.Max(scale, magnitude) ? GradientVerdict.CannotTell
            : GradientVerdict.Agrees;
        var index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (position, index[axis]) = Math.DivRem(position, shape[axis]);
        return new GradientCheckEntry(index, analytic, numeric.Value, numeric.Uncertainty, numeric.Left, numeric.Right, Tolerances.Digits(analytic, numeric.Value, scale), verdict);
    }
}
