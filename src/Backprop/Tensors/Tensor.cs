namespace Backprop.Tensors;

/// <summary>
/// A dense, row-major block of numbers of one <see cref="Tensors.DType"/> and <see cref="Tensors.Shape"/>.
/// The memory belongs to the garbage collector: a tensor is neither disposed nor leaked.
/// A row, a reshaped tensor or a weight may share memory with the tensor that it is part of.
/// </summary>
public sealed unsafe partial class Tensor
{
    private Storage _storage;
    private byte* _pointer;

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="ArgumentException">The shape has an unknown length, or needs more than 2 GB.</exception>
    public Tensor(DType dtype, Shape shape)
        : this(dtype, shape, new Storage(checked(shape.Size * dtype.Bytes)), 0)
    {
    }

    /// <summary>A view of a part of some memory.</summary>
    internal Tensor(DType dtype, Shape shape, Storage storage, long byteOffset)
    {
        DType = dtype;
        Shape = shape;
        Size = checked((int)shape.Size);
        if (byteOffset < 0 || byteOffset + (long)Size * dtype.Bytes > storage.Bytes) throw new ArgumentOutOfRangeException(nameof(byteOffset));
        _storage = storage;
        _pointer = storage.Pointer + byteOffset;
    }

    /// <summary>The type of the numbers.</summary>
    public DType DType { get; }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type and the shape together.</summary>
    public TensorType Type => new(DType, Shape);

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Size { get; }

    /// <summary>The first number's address; kernels only. The tensor must stay reachable while it is used.</summary>
    internal byte* Pointer => _pointer;

    internal Storage Storage => _storage;

    internal long ByteOffset => _pointer - _storage.Pointer;

    /// <summary>The part at one index of the first axis, sharing this tensor's memory: a row of a table, a table of a batch. Negative indices count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no axes, or no such index.</exception>
    public Tensor this[int index]
    {
        get
        {
            if (Rank == 0) throw new ArgumentOutOfRangeException(nameof(index), "A single number has no rows to choose from.");
            int row = index < 0 ? index + Shape[0] : index;
            if ((uint)row >= (uint)Shape[0]) throw new ArgumentOutOfRangeException(nameof(index), $"Index {index} is outside: the first axis of {Shape} has {Shape[0]} entries.");
            Shape rest = Shape.Remove(0);
            return new Tensor(DType, rest, _storage, ByteOffset + row * rest.Size * DType.Bytes);
        }
    }

    /// <summary>The parts from one index of the first axis to another, sharing this tensor's memory: <c>x[0..100]</c> is the first hundred rows.</summary>
    public Tensor this[Range rows]
    {
        get
        {
            (int start, int count) = rows.GetOffsetAndLength(Shape[0]);
            return new Tensor(DType, Shape.With(0, count), _storage, ByteOffset + (Shape[0] == 0 ? 0 : (long)start * (Size / Shape[0]) * DType.Bytes));
        }
    }

    /// <summary>The same numbers, in the same memory, under another shape of equal size. One length may be <see cref="Shape.Unknown"/> and follows from the rest.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public Tensor Reshape(Shape shape)
    {
        Shape known = Infer(shape, Size);
        return new Tensor(DType, known, _storage, ByteOffset);
    }

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Clone()
    {
        var copy = new Tensor(DType, Shape);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies the numbers into another tensor of the same type and size.</summary>
    /// <exception cref="ArgumentException">Type or size differ.</exception>
    public void CopyTo(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (destination.DType != DType || destination.Size != Size) throw new ArgumentException($"Cannot copy {Type} into {destination.Type}.", nameof(destination));
        Buffer.MemoryCopy(_pointer, destination._pointer, (long)Size * DType.Bytes, (long)Size * DType.Bytes);
    }

    /// <summary>The numbers, in row-major order, to read.</summary>
    /// <exception cref="InvalidOperationException">T is not this tensor's number type.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => AsWritableSpan<T>();

    /// <summary>The numbers, in row-major order, to read and write.</summary>
    /// <exception cref="InvalidOperationException">T is not this tensor's number type.</exception>
    public Span<T> AsWritableSpan<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != DType) throw new InvalidOperationException($"A {DType.KerasName} tensor cannot be seen as {typeof(T).Name}; convert it with Cast.");
        return new Span<T>(_pointer, Size);
    }

    /// <summary>Points this view elsewhere: how a plan reads the next batch in place. Nothing else may call it.</summary>
    internal void MoveTo(Storage storage, byte* pointer)
    {
        // Telling the garbage collector of a change costs more than a look.
        if (!ReferenceEquals(_storage, storage)) _storage = storage;
        _pointer = pointer;
    }

    internal static Shape Infer(Shape shape, long size)
    {
        if (shape.IsKnown) return shape.Size == size ? shape : throw DifferentSize(shape, size);
        int unknown = -1;
        long rest = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] != Shape.Unknown) rest *= shape[axis];
            else if (unknown >= 0) throw new ArgumentException($"Only one length of {shape} may be left open.");
            else unknown = axis;
        }

        return rest != 0 && size % rest == 0 ? shape.With(unknown, checked((int)(size / rest))) : throw DifferentSize(shape, size);
    }

    private static ArgumentException DifferentSize(Shape shape, long size) => new($"{size} numbers cannot take the shape {shape}.");
}
