using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Training;

public static partial class Utils
{
    /// <summary>Divides each vector by its length, (Σ|xᵢ|ᵖ)^(1/p); vectors of zeros stay as they are.</summary>
    /// <param name="x">Numbers of any shape.</param>
    /// <param name="axis">The axis along which the vectors lie. Default the last.</param>
    /// <param name="order">p: 1, 2, any positive number, or infinity for the largest magnitude. Default 2.</param>
    /// <returns>The shape and type of <paramref name="x"/>; float32 where that is whole numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is not positive, or there is no such axis.</exception>
    /// <remarks>Source: keras/src/utils/numerical_utils.py.</remarks>
    public static Tensor Normalize(Tensor x, int axis = -1, double order = 2)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(order > 0)) throw new ArgumentOutOfRangeException(nameof(order), $"The order of a norm is positive, not {order}.");
        Node numbers = Constant.Of(x.DType.IsFloat ? x : x.Cast(DType.Float32)), sizes = Abs(numbers);
        Node length = double.IsPositiveInfinity(order) ? Max(sizes, [axis], keepDims: true)
            : order == 1 ? Sum(sizes, [axis], keepDims: true)
            : order == 2 ? Sqrt(Sum(numbers * numbers, [axis], keepDims: true))
            : Power(Sum(Power(sizes, order), [axis], keepDims: true), 1 / order);
        return Where(Greater(length, 0), numbers / length, numbers).Evaluate();
    }
}
