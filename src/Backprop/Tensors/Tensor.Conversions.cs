using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backprop.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>A tensor with a copy of the given numbers, in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape's size is not the number of values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        var tensor = new Tensor(DTypes.Of<T>(), Infer(shape, values.Length));
        values.CopyTo(tensor.AsWritableSpan<T>());
        return tensor;
    }

    /// <summary>A tensor with a copy of the given numbers, in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape's size is not the number of values.</exception>
    public static Tensor From<T>(T[] values, Shape shape) where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>A tensor of one axis with a copy of the given numbers: <c>Tensor.From([0.5, 1])</c>.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor From<T>(params ReadOnlySpan<T> values) where T : unmanaged => From(values, [values.Length]);

    /// <summary>A tensor with a copy of an array of any rank: <c>new double[,]</c> becomes a table.</summary>
    /// <exception cref="NotSupportedException">The array does not hold float, double, int, long or bool.</exception>
    public static Tensor From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var lengths = new int[values.Rank];
        for (int axis = 0; axis < lengths.Length; axis++) lengths[axis] = values.GetLength(axis);
        return values.GetType().GetElementType() switch
        {
            Type t when t == typeof(float) => Copy<float>(values, lengths),
            Type t when t == typeof(double) => Copy<double>(values, lengths),
            Type t when t == typeof(int) => Copy<int>(values, lengths),
            Type t when t == typeof(long) => Copy<long>(values, lengths),
            Type t when t == typeof(bool) => Copy<bool>(values, lengths),
            Type t => throw new NotSupportedException($"Tensors hold float, double, int, long or bool, not {t.Name}."),
            null => throw new NotSupportedException("The array has no element type."),
        };
    }

    /// <summary>A tensor of shape () with one number.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => From<T>([value], Shape.Scalar);

    /// <summary>A tensor of shape () with one number of the given type.</summary>
    public static Tensor Scalar(double value, DType dtype) => Full(value, dtype, Shape.Scalar);

    /// <summary>A tensor with every element equal to a value, rounded to the type.</summary>
    public static Tensor Full(double value, DType dtype, Shape shape)
    {
        var tensor = new Tensor(dtype, shape);
        switch (dtype)
        {
            case DType.Float32: tensor.AsWritableSpan<float>().Fill((float)value); break;
            case DType.Float64: tensor.AsWritableSpan<double>().Fill(value); break;
            case DType.Int32: tensor.AsWritableSpan<int>().Fill((int)value); break;
            case DType.Int64: tensor.AsWritableSpan<long>().Fill((long)value); break;
            default: tensor.AsWritableSpan<bool>().Fill(value != 0); break;
        }

        return tensor;
    }

    /// <summary>The numbers rounded to another type (towards zero for integers; bool is "not zero"); this tensor itself when the type is the same.</summary>
    public Tensor Cast(DType dtype)
    {
        if (dtype == DType) return this;
        var result = new Tensor(dtype, Shape);
        Convert(this, result);
        return result;
    }

    /// <summary>A copy of the numbers, in row-major order, converted to T as <see cref="Cast"/> does.</summary>
    public T[] ToArray<T>() where T : unmanaged => Cast(DTypes.Of<T>()).AsSpan<T>().ToArray();

    /// <summary>The element at an index, one number per axis, as a double (exact but for Int64 beyond 2^53; true is 1).</summary>
    /// <exception cref="ArgumentException">The number of indices is not the rank, or one is outside.</exception>
    public double GetDouble(params ReadOnlySpan<int> index)
    {
        if (index.Length != Rank) throw new ArgumentException($"An element of a tensor of shape {Shape} has {Rank} indices, not {index.Length}.", nameof(index));
        long position = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            if ((uint)index[axis] >= (uint)Shape[axis]) throw new ArgumentException($"Index {index[axis]} of axis {axis} is outside of shape {Shape}.", nameof(index));
            position = position * Shape[axis] + index[axis];
        }

        return At((int)position);
    }

    /// <summary>The element at a position in row-major order, as a double.</summary>
    internal double At(int position) => DType switch
    {
        DType.Float32 => ((float*)Pointer)[position],
        DType.Float64 => ((double*)Pointer)[position],
        DType.Int32 => ((int*)Pointer)[position],
        DType.Int64 => ((long*)Pointer)[position],
        _ => Pointer[position] != 0 ? 1 : 0,
    };

    /// <summary>This memory as .NET's own tensor span, without a copy. The tensor must stay reachable while the span is used.</summary>
    /// <exception cref="InvalidOperationException">T is not this tensor's number type.</exception>
    public TensorSpan<T> AsTensorSpan<T>() where T : unmanaged
    {
        var lengths = new nint[Rank];
        for (int axis = 0; axis < Rank; axis++) lengths[axis] = Shape[axis];
        return new TensorSpan<T>(AsWritableSpan<T>(), lengths, default);
    }

    /// <summary>A copy of .NET's own tensor.</summary>
    public static Tensor From<T>(ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        var lengths = new int[values.Rank];
        for (int axis = 0; axis < lengths.Length; axis++) lengths[axis] = checked((int)values.Lengths[axis]);
        var tensor = new Tensor(DTypes.Of<T>(), Shape.Create(lengths));
        values.FlattenTo(tensor.AsWritableSpan<T>());
        return tensor;
    }

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(float[] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(double[] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(int[] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(float[,] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(double[,] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(int[,] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(float[,,] values) => From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator Tensor(double[,,] values) => From(values);

    private static Tensor Copy<T>(Array values, int[] lengths) where T : unmanaged
    {
        var tensor = new Tensor(DTypes.Of<T>(), Shape.Create(lengths));
        if (values.Length > 0) MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length).CopyTo(tensor.AsWritableSpan<T>());
        return tensor;
    }

    /// <summary>Writes the numbers of one tensor into another of equal size and any type.</summary>
    internal static void Convert(Tensor source, Tensor destination)
    {
        switch (source.DType)
        {
            case DType.Float32: Spread(source.AsSpan<float>(), destination); break;
            case DType.Float64: Spread(source.AsSpan<double>(), destination); break;
            case DType.Int32: Spread(source.AsSpan<int>(), destination); break;
            case DType.Int64: Spread(source.AsSpan<long>(), destination); break;
            default: Spread(new ReadOnlySpan<byte>(source.Pointer, source.Size), destination); break;
        }
    }

    private static void Spread<T>(ReadOnlySpan<T> values, Tensor destination) where T : unmanaged, INumber<T>
    {
        switch (destination.DType)
        {
            case DType.Float32: TensorPrimitives.ConvertTruncating(values, destination.AsWritableSpan<float>()); break;
            case DType.Float64: TensorPrimitives.ConvertTruncating(values, destination.AsWritableSpan<double>()); break;
            case DType.Int32: TensorPrimitives.ConvertTruncating(values, destination.AsWritableSpan<int>()); break;
            case DType.Int64: TensorPrimitives.ConvertTruncating(values, destination.AsWritableSpan<long>()); break;
            default:
                Span<bool> truth = destination.AsWritableSpan<bool>();
                for (int i = 0; i < truth.Length; i++) truth[i] = values[i] != T.Zero;
                break;
        }
    }
}
