using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Random numbers uniform in [low, high).</summary>
/// <param name="origin">What the numbers are for.</param>
/// <param name="shape">The shape of the result.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="low">The smallest value.</param>
/// <param name="high">What all values lie below.</param>
public sealed class RandomUniform(RandomOrigin origin, Shape shape, DType dtype = DType.Float32, double low = 0, double high = 1) : RandomOperation(origin, shape, dtype)
{
    private protected override (double Scale, double Shift) Scaling => (high - low, low);

    private protected override void Fill<T>(RandomKey key, Span<T> numbers) => RandomNumbers.Uniform(key, 0, numbers);
}

public static partial class Functions
{
    /// <summary>Random numbers uniform in [low, high). No gradient.</summary>
    /// <param name="origin">What the numbers are for; equal origins and steps give equal numbers.</param>
    /// <param name="step">A single int64 that changes from step to step.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">float32 or float64. Default float32.</param>
    /// <param name="low">The smallest value. Default 0.</param>
    /// <param name="high">What all values lie below. Default 1.</param>
    /// <exception cref="ArgumentException">The step is not a single int64, or the type not a float.</exception>
    public static Node RandomUniform(RandomOrigin origin, Node step, Shape shape, DType dtype = DType.Float32, double low = 0, double high = 1) =>
        OperationNode.Of(new RandomUniform(origin, shape, dtype, low, high), step);
}
