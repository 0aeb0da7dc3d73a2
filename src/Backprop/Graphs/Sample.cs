using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>
/// Inputs for checking an operation: one range of values per input, drawn at random inside it, on the given shapes.
/// </summary>
/// <param name="Operation">The operation with its attributes.</param>
/// <param name="Inputs">Type, shape and range of each input.</param>
public sealed record Sample(Operation Operation, params SampleInput[] Inputs)
{
    /// <summary>Points at which the derivative jumps: values within a small distance of them are drawn again, and a check exactly there reports a kink.</summary>
    public double[] Kinks { get; init; } = [];

    /// <summary>Whether the gradient rule can be differentiated once more and checked to second order.</summary>
    public bool IsSmooth { get; init; } = true;
}

/// <summary>One input of a <see cref="Sample"/>.</summary>
/// <param name="Shape">The shape to draw.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="DType">The number type; integers and bool are drawn but not differentiated. Default <see cref="DType.Float64"/>.</param>
public sealed record SampleInput(Shape Shape, double Low = -2, double High = 2, DType DType = DType.Float64);
