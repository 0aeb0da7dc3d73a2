using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Tensor = Backprop.Tensors.Tensor;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>Turns the bytes of a file into numbers of a tensor and back. Files are little-endian unless they say otherwise.</summary>
internal static class StoredNumbers
{
    /// <summary>Reads all numbers of a tensor. Big-endian bytes are turned around in place, so the bytes must be a copy.</summary>
    /// <exception cref="OverflowException">An unsigned number does not fit into int64.</exception>
    public static void Decode(Span<byte> bytes, StoredType type, bool bigEndian, Tensor destination)
    {
        if (bigEndian != !BitConverter.IsLittleEndian) Reverse(bytes, type.Bytes);
        switch (type)
        {
            case StoredType.Bool: Truth(bytes, destination.AsWritableSpan<bool>()); break;
            case StoredType.Int8: TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<byte, sbyte>(bytes), destination.AsWritableSpan<int>()); break;
            case StoredType.UInt8: TensorPrimitives.ConvertChecked<byte, int>(bytes, destination.AsWritableSpan<int>()); break;
            case StoredType.Int16: Widen<short, int>(bytes, destination); break;
            case StoredType.UInt16: Widen<ushort, int>(bytes, destination); break;
            case StoredType.UInt32: Widen<uint, long>(bytes, destination); break;
            case StoredType.UInt64: Widen<ulong, long>(bytes, destination); break;
            case StoredType.Float16: Widen<Half, float>(bytes, destination); break;
            case StoredType.BFloat16: Brain(MemoryMarshal.Cast<byte, ushort>(bytes), destination.AsWritableSpan<float>()); break;
            default: bytes.CopyTo(Bytes(destination)); break;
        }
    }

    /// <summary>The tensor's memory as it is written to a file.</summary>
    public static ReadOnlySpan<byte> Encode(Tensor tensor) => Bytes(tensor);

    /// <summary>The memory of a tensor that is written and read without change.</summary>
    public static Span<byte> Bytes(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(tensor.AsWritableSpan<float>()),
        DType.Float64 => MemoryMarshal.AsBytes(tensor.AsWritableSpan<double>()),
        DType.Int32 => MemoryMarshal.AsBytes(tensor.AsWritableSpan<int>()),
        DType.Int64 => MemoryMarshal.AsBytes(tensor.AsWritableSpan<long>()),
        _ => MemoryMarshal.AsBytes(tensor.AsWritableSpan<bool>()),
    };

    private static void Widen<TStored, TRead>(Span<byte> bytes, Tensor destination)
        where TStored : unmanaged, INumber<TStored>
        where TRead : unmanaged, INumber<TRead> =>
        TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<byte, TStored>(bytes), destination.AsWritableSpan<TRead>());

    private static void Truth(ReadOnlySpan<byte> bytes, Span<bool> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = bytes[i] != 0;
    }

    private static void Brain(ReadOnlySpan<ushort> halves, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2: Turn(MemoryMarshal.Cast<byte, ushort>(bytes)); break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes)); break;
            case 8: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes)); break;
        }
    }

    private static void Turn(Span<ushort> halves) => BinaryPrimitives.ReverseEndianness(halves, halves);
}
