using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>The checks as assertions for any test framework: they throw <see cref="GradientCheckException"/>, whose message holds the whole result.</summary>
public static partial class GradientCheck
{
    /// <summary>Throws unless a gradient written as a function agrees with finite differences.</summary>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], string)"/>
    /// <exception cref="GradientCheckException">It disagrees, or it cannot be told.</exception>
    public static void Assert(Func<double[], double> function, Func<double[], double[]> gradient, double[] point, string name = "function") => Of(function, gradient, point, name).AssertAgrees();

    /// <summary>Throws unless the gradients of all arrays agree with finite differences.</summary>
    /// <inheritdoc cref="Of(Func{double[][], double}, Func{double[][], double[][]}, double[][], string[], string, int, int)"/>
    /// <exception cref="GradientCheckException">One disagrees, or it cannot be told.</exception>
    public static void Assert(Func<double[][], double> function, Func<double[][], double[][]> gradient, double[][] inputs, string[]? names = null, string name = "function", int seed = 0, int maximum = DefaultMaximum) => Of(function, gradient, inputs, names, name, seed, maximum).AssertAgrees();

    /// <summary>Throws unless a backward function agrees with finite differences of the forward function.</summary>
    /// <inheritdoc cref="Of(Func{IReadOnlyList{Tensor}, Tensor}, Func{IReadOnlyList{Tensor}, Tensor, IReadOnlyList{Tensor}}, IReadOnlyList{Tensor}, string[], string, int, int)"/>
    /// <exception cref="GradientCheckException">It disagrees, or it cannot be told.</exception>
    public static void Assert(Func<IReadOnlyList<Tensor>, Tensor> forward, Func<IReadOnlyList<Tensor>, Tensor, IReadOnlyList<Tensor?>> backward, IReadOnlyList<Tensor> inputs, string[]? names = null, string name = "function", int seed = 0, int maximum = DefaultMaximum) => Of(forward, backward, inputs, names, name, seed, maximum).AssertAgrees();

    /// <summary>Throws unless the gradient that the library derives for an expression agrees with finite differences: for operations and layers of one's own.</summary>
    /// <inheritdoc cref="Of(Func{Node[], Node}, IReadOnlyList{Tensor}, int, bool, int, string)"/>
    /// <exception cref="GradientCheckException">It disagrees, or it cannot be told.</exception>
    public static void Assert(Func<Node[], Node> function, IReadOnlyList<Tensor> inputs, int seed = 0, bool secondOrder = true, int maximum = DefaultMaximum, string? name = null) => Of(function, inputs, seed, secondOrder, maximum, name).AssertAgrees();
}
