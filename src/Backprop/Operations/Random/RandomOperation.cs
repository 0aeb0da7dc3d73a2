using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Random numbers as a pure function of an origin and of a step, the one input, a single int64: the node stays the same node in every step,
/// and another step gives other numbers. Nothing is drawn twice and nothing has to be put back.
/// </summary>
/// <param name="origin">What the numbers are for.</param>
/// <param name="shape">The shape of the result.</param>
/// <param name="dtype">float32 or float64.</param>
public abstract class RandomOperation(RandomOrigin origin, Shape shape, DType dtype) : Operation
{
    /// <summary>What the numbers are for.</summary>
    public RandomOrigin Origin => origin;

    /// <inheritdoc/>
    protected override object? Attributes => (origin, shape, dtype, Scaling);

    /// <inheritdoc/>
    public override string? NotDifferentiable => "random numbers depend on a seed and a step, not on anything that varies continuously";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0] == new TensorType(DType.Int64, Shape.Scalar) && dtype.IsFloat ? new TensorType(dtype, shape) : throw Refuse("the step, one int64, and float32 or float64 as its result", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => output.DType == DType.Float32 ? new RandomKernel<float>(this, inputs[0], output) : new RandomKernel<double>(this, inputs[0], output);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <summary>Draws numbers before they are scaled.</summary>
    private protected abstract void Fill<T>(RandomKey key, Span<T> numbers) where T : unmanaged;

    /// <summary>What the drawn numbers are multiplied with, and what is then added.</summary>
    private protected abstract (double Scale, double Shift) Scaling { get; }

    private sealed unsafe class RandomKernel<T>(RandomOperation operation, Tensor step, Tensor output) : Kernel
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        private readonly T _scale = T.CreateTruncating(operation.Scaling.Scale), _shift = T.CreateTruncating(operation.Scaling.Shift);

        public override void Run()
        {
            RandomOrigin origin = operation.Origin;
            var numbers = new Span<T>(output.Pointer, output.Size);
            operation.Fill(new RandomKey(unchecked((ulong)origin.Seed), unchecked((uint)origin.Purpose), unchecked((uint)origin.Layer), unchecked((uint)origin.Call), unchecked(*(ulong*)step.Pointer)), numbers);
            if (_scale == T.One && _shift == T.Zero) return;
            foreach (ref T number in numbers) number = number * _scale + _shift;
        }
    }
}
