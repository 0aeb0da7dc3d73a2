using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Normal random numbers.</summary>
/// <param name="origin">What the numbers are for.</param>
/// <param name="shape">The shape of the result.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="mean">The mean.</param>
/// <param name="deviation">The standard deviation.</param>
public sealed class RandomNormal(RandomOrigin origin, Shape shape, DType dtype = DType.Float32, double mean = 0, double deviation = 1) : RandomOperation(origin, shape, dtype)
{
    private protected override (double Scale, double Shift) Scaling => (deviation, mean);

    private protected override void Fill<T>(RandomKey key, Span<T> numbers) => RandomNumbers.Normal(key, 0, numbers);
}

public static partial class Functions
{
    /// <summary>Normal random numbers. No gradient.</summary>
    /// <param name="origin">What the numbers are for; equal origins and steps give equal numbers.</param>
    /// <param name="step">A single int64 that changes from step to step.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="dtype">float32 or float64. Default float32.</param>
    /// <param name="mean">The mean. Default 0.</param>
    /// <param name="deviation">The standard deviation. Default 1.</param>
    /// <exception cref="ArgumentException">The step is not a single int64, or the type not a float.</exception>
    public static Node RandomNormal(RandomOrigin origin, Node step, Shape shape, DType dtype = DType.Float32, double mean = 0, double deviation = 1) =>
        OperationNode.Of(new RandomNormal(origin, shape, dtype, mean, deviation), step);
}
