using Backprop.Tensors;

namespace Backprop.Explanations;

public static partial class GradientCheck
{
    /// <summary>Checks a gradient written by hand against a plain function of numbers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="point">Where to check. It is copied, and the function receives the copy with one number moved.</param>
    /// <param name="gradient">The derivatives at the point, one per number.</param>
    /// <param name="name">What to call it in the result.</param>
    /// <exception cref="ArgumentException">The gradient has another length than the point.</exception>
    public static GradientCheckResult Of(Func<double[], double> function, double[] point, double[] gradient, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Length != point.Length) throw new ArgumentException($"The point has {point.Length} numbers; the gradient has {gradient.Length}.", nameof(gradient));
        return OfBlocks(name, [point], [gradient], blocks => function(blocks[0]), ["point"], 0, DefaultMaximum, FiniteDifference.DoubleRounding);
    }

    /// <summary>Checks a gradient written as a function against a plain function of numbers.</summary>
    /// <inheritdoc cref="Of(Func{double[], double}, double[], double[], string)"/>
    public static GradientCheckResult Of(Func<double[], double> function, Func<double[], double[]> gradient, double[] point, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(point);
        return Of(function, point, gradient([.. point]), name);
    }

    /// <summary>
    /// Checks gradients written by hand against a plain function of several arrays: weights, biases, an input. Each array is a block with a verdict of its own,
    /// so that a small wrong one does not hide behind a large right one.
    /// </summary>
    /// <param name="function">The function of all arrays, to one number.</param>
    /// <param name="gradient">The derivatives, an array of the same length for each of the function's.</param>
    /// <param name="inputs">Where to check. They are copied; the function receives the copies with some numbers moved.</param>
    /// <param name="names">What to call the arrays; "input 0" and so on when none are given.</param>
    /// <param name="name">What to call the function in the result.</param>
    /// <param name="seed">For the choice of elements.</param>
    /// <param name="maximum">The most elements of an array to look at one by one; of larger ones a random direction through all is looked at too.</param>
    /// <exception cref="ArgumentException">There are not as many gradients as inputs, or one has another length.</exception>
    public static GradientCheckResult Of(Func<double[][], double> function, Func<double[][], double[][]> gradient, double[][] inputs, string[]? names = null, string name = "function", int seed = 0, int maximum = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(inputs);
        return OfBlocks(name, inputs, gradient([.. inputs.Select(input => (double[])[.. input])]), function, names, seed, maximum, FiniteDifference.DoubleRounding);
    }

    /// <summary>
    /// Checks a gradient computed in single precision. Finite differences of float32 values have about three digits, so only mistakes larger than that are seen;
    /// the result says so. Write the function for double to see more.
    /// </summary>
    /// <inheritdoc cref="Of(Func{double[], double}, double[], double[], string)"/>
    public static GradientCheckResult Of(Func<float[], float> function, Func<float[], float[]> gradient, float[] point, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(point);
        double[] wide = [.. gradient([.. point]).Select(value => (double)value)];
        return OfBlocks(name, [[.. point.Select(value => (double)value)]], [wide], blocks => function([.. blocks[0].Select(value => (float)value)]), ["point"], 0, DefaultMaximum, FiniteDifference.SingleRounding);
    }

    /// <summary>
    /// Checks a layer written by hand: a forward function of tensors with a result of any shape, and a backward function that takes the inputs and the gradient of the
    /// result (upstream) and returns the gradient of each input. The upstream gradient is random: all ones would be blind for softmax and normalisations.
    /// </summary>
    /// <param name="forward">From the inputs to the result.</param>
    /// <param name="backward">From the inputs and the upstream gradient, of the result's shape, to a gradient for each float input (null for one that is not differentiated).</param>
    /// <param name="inputs">Where to check: float64 or float32 tensors are differentiated, others stay as they are.</param>
    /// <param name="names">What to call the inputs; "input 0" and so on when none are given.</param>
    /// <param name="name">What to call the function in the result.</param>
    /// <param name="seed">For the upstream gradient and the choice of elements.</param>
    /// <param name="maximum">The most elements of an input to look at one by one.</param>
    /// <exception cref="ArgumentException">There are not as many gradients as inputs, or one has another shape.</exception>
    public static GradientCheckResult Of(Func<IReadOnlyList<Tensor>, Tensor> forward, Func<IReadOnlyList<Tensor>, Tensor, IReadOnlyList<Tensor?>> backward, IReadOnlyList<Tensor> inputs, string[]? names = null, string name = "function", int seed = 0, int maximum = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor result = forward([.. inputs.Select(input => input.Clone())]);
        double[] weights = new CheckRandom(seed).Tensor(result.Shape).ToArray<double>();
        IReadOnlyList<Tensor?> gradients = backward([.. inputs.Select(input => input.Clone())], Tensor.From(weights, result.Shape).Cast(result.DType.IsFloat ? result.DType : DType.Float64));
        if (gradients.Count != inputs.Count) throw new ArgumentException($"{name} has {inputs.Count} inputs; {gradients.Count} gradients were given.", nameof(backward));
        int[] with = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i].DType.IsFloat && gradients[i] is not null)];
        foreach (int i in with)
        {
            if (gradients[i]!.Shape != inputs[i].Shape) throw new ArgumentException($"Input {i} of {name} has shape {inputs[i].Shape}; its gradient has {gradients[i]!.Shape}.", nameof(backward));
        }

        double magnitude = 0;
        for (int k = 0; k < weights.Length; k++) magnitude += Math.Abs(weights[k] * result.At(k));
        double epsilon = inputs.Any(input => input.DType == DType.Float32) ? FiniteDifference.SingleRounding : FiniteDifference.DoubleRounding;
        return OfBlocks(name, [.. with.Select(i => inputs[i].ToArray<double>())], [.. with.Select(i => gradients[i]!.ToArray<double>())], Weighted, names is null ? [.. with.Select(i => $"input {i}")] : [.. with.Select(i => names[i])], seed, maximum, epsilon, [.. with.Select(i => inputs[i].Shape)], magnitude);

        double Weighted(double[][] blocks)
        {
            var moved = new Tensor[inputs.Count];
            for (int i = 0; i < moved.Length; i++) moved[i] = Array.IndexOf(with, i) is >= 0 and int block ? Tensor.From(blocks[block], inputs[i].Shape).Cast(inputs[i].DType) : inputs[i];
            Tensor value = forward(moved);
            double sum = 0;
            for (int k = 0; k < weights.Length; k++) sum += weights[k] * value.At(k);
            return sum;
        }
    }

    private static GradientCheckResult OfBlocks(string name, double[][] inputs, double[][] gradients, Func<double[][], double> function, string[]? names, int seed, int maximum, double epsilon, Shape[]? shapes = null, double magnitude = 0)
    {
        if (gradients.Length != inputs.Length) throw new ArgumentException($"{name} has {inputs.Length} inputs; {gradients.Length} gradients were given.", nameof(gradients));
        if (names is not null && names.Length != inputs.Length) throw new ArgumentException($"{name} has {inputs.Length} inputs; {names.Length} names were given.", nameof(names));
        double[][] moved = [.. inputs.Select(input => (double[])[.. input])];
        var block = new BlockCheck(() => function(moved), new CheckRandom(seed), maximum) { Magnitude = magnitude, Rounding = epsilon };
        var blocks = new List<GradientCheckBlock>();
        for (int i = 0; i < inputs.Length; i++)
        {
            string title = names?[i] ?? $"input {i}";
            if (gradients[i].Length != inputs[i].Length) throw new ArgumentException($"{title} has {inputs[i].Length} numbers; its gradient has {gradients[i].Length}.", nameof(gradients));
            double[] own = moved[i];
            blocks.Add(block.Of(title, shapes?[i] ?? [own.Length], (position, x) => own[position] = x, inputs[i], gradients[i]));
        }

        return new GradientCheckResult(name, blocks);
    }
}
