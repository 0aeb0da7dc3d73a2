using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;
using Tensor = Backprop.Tensors.Tensor;

namespace Backprop.Operations;

/// <summary>
/// Running sums along an axis, yᵢ = x₀ + … + xᵢ. An element takes part in the sums from its own on, so its gradient is the running sum
/// of the upstream gradient from the other end.
/// </summary>
/// <param name="axis">The axis, from the front.</param>
/// <param name="exclusive">Whether an element is left out of its own sum.</param>
/// <param name="reverse">Whether the sums begin at the end.</param>
public sealed class CumulativeSum(int axis, bool exclusive = false, bool reverse = false) : Operation
{
    /// <inheritdoc/>
    protected override object? Attributes => (axis, exclusive, reverse);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType != DType.Bool && axis >= 0 && axis < inputs[0].Shape.Rank ? inputs[0] : throw Refuse($"one input of numbers with an axis {axis}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        (Tensor x, Shape shape) = (inputs[0], inputs[0].Shape);
        (int outer, int length, int inner) = (checked((int)shape[..axis].Size), shape[axis], checked((int)shape[(axis + 1)..].Size));
        return x.DType switch
        {
            DType.Float32 => new RunningSum<float>(x, output, outer, length, inner, exclusive, reverse),
            DType.Float64 => new RunningSum<double>(x, output, outer, length, inner, exclusive, reverse),
            DType.Int32 => new RunningSum<int>(x, output, outer, length, inner, exclusive, reverse),
            _ => new RunningSum<long>(x, output, outer, length, inner, exclusive, reverse),
        };
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [OperationNode.Of(new CumulativeSum(axis, exclusive, !reverse), upstream)];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
        from options in new[] { (false, false), (true, false), (false, true), (true, true) }
        from sample in new (Shape Shape, int Axis)[] { ([4], 0), ([1], 0), ([2, 3], 1), ([3, 2], 0), ([0, 2], 0), ([1, 2, 3, 1, 2], 2) }
        select new Sample(new CumulativeSum(sample.Axis, options.Item1, options.Item2), new SampleInput(sample.Shape));

    private sealed unsafe class RunningSum<T>(Tensor x, Tensor y, int outer, int length, int inner, bool exclusive, bool reverse) : Kernel
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run()
        {
            if (length == 0) return;
            for (int o = 0; o < outer; o++)
            {
                long start = ((long)o * length + (reverse ? length - 1 : 0)) * inner;
                Run((T*)x.Pointer + start, (T*)y.Pointer + start, reverse ? -inner : inner);
            }
        }

        /// <summary>Each row of sums is the one before it plus a row of x: the own one, or with exclusive sums the one before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Run(T* from, T* to, int step)
        {
            if (exclusive) new Span<T>(to, inner).Clear();
            else new ReadOnlySpan<T>(from, inner).CopyTo(new Span<T>(to, inner));
            for (int i = 1; i < length; i++, from += step, to += step)
            {
                T* added = exclusive ? from : from + step;
                if (inner == 1) to[step] = *to + *added;
                else TensorPrimitives.Add(new ReadOnlySpan<T>(to, inner), new ReadOnlySpan<T>(added, inner), new Span<T>(to + step, inner));
            }
        }
    }
}

public static partial class Functions
{
    /// <summary>Running sums along an axis, yᵢ = x₀ + … + xᵢ.</summary>
    /// <param name="x">Numbers of any shape with the axis.</param>
    /// <param name="axis">The axis; the last by default.</param>
    /// <param name="exclusive">Whether an element is left out of its own sum. Default false.</param>
    /// <param name="reverse">Whether the sums begin at the end. Default false.</param>
    public static Node CumulativeSum(Node x, int axis = -1, bool exclusive = false, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        return OperationNode.Of(new CumulativeSum(x.Shape.Axis(axis), exclusive, reverse), x);
    }
}
