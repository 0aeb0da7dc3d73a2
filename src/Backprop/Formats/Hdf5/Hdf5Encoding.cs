using System.Text;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>The messages that describe datasets and attributes, byte for byte as h5py writes them.</summary>
internal static class Hdf5Encoding
{
    /// <summary>Bytes of a text in a dataset: its length, the address of a global heap and the index there.</summary>
    public const int TextBytes = 16;

    /// <summary>Dataspace, version 1, with the greatest lengths equal to the lengths.</summary>
    public static byte[] Space(Shape shape)
    {
        Hdf5Bytes bytes = new Hdf5Bytes().Add(1, (byte)shape.Rank, (byte)(shape.Rank > 0 ? 1 : 0), 0).Zeros(4);
        for (int times = 0; times < 2; times++)
        {
            foreach (int length in shape.Lengths) bytes.Add64(length);
        }

        return bytes.ToArray();
    }

    /// <summary>Datatype, version 1. Bool is an enumeration of FALSE and TRUE.</summary>
    public static byte[] Type(DType dtype) => dtype switch
    {
        DType.Float32 => [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0],
        DType.Float64 => [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 0x03, 0, 0],
        DType.Int32 => [0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0],
        DType.Int64 => [0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0],
        _ => [0x18, 2, 0, 0, 1, 0, 0, 0, 0x10, 0x08, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, .. "FALSE\0\0\0TRUE\0\0\0\0"u8, 0, 1],
    };

    /// <summary>Datatype of texts: of variable length, ending at a zero, UTF-8.</summary>
    public static byte[] TextType() => [0x19, 1, 1, 0, TextBytes, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];

    /// <summary>Fill value, version 2: zero, written late and only where it was set.</summary>
    public static byte[] Fill(bool isText) => [2, 2, (byte)(isText ? 0 : 2), 1, 0, 0, 0, 0];

    /// <summary>Data layout, version 3, contiguous.</summary>
    public static byte[] Layout(ulong address, long length) => new Hdf5Bytes().Add(3, 1).Add64(address).Add64(length).PadTo(24).ToArray();

    /// <summary>Attribute, version 1.</summary>
    public static byte[] Attribute(string name, object value, GlobalHeapWriter texts)
    {
        byte[] letters = [.. Encoding.UTF8.GetBytes(name), 0];
        (byte[] type, Shape shape) = value switch
        {
            Tensor numbers => (Type(numbers.DType), numbers.Shape),
            string[] all => (TextType(), [all.Length]),
            _ => (TextType(), Shape.Scalar),
        };
        byte[] space = Space(shape);
        Hdf5Bytes bytes = new Hdf5Bytes().Add(1, 0).Add16(letters.Length).Add16(type.Length).Add16(space.Length);
        bytes.Add(letters).Pad().Add(type).Pad().Add(space).Pad();
        switch (value)
        {
            case Tensor numbers:
                bytes.Add(StoredNumbers.Encode(numbers));
                break;
            case string[] all:
                foreach (string text in all) bytes.Add(texts.Add(text));
                break;
            case string text:
                bytes.Add(texts.Add(text));
                break;
        }

        return bytes.Pad().ToArray();
    }

    /// <summary>Object header, version 1.</summary>
    public static byte[] Header(List<(int Type, byte Flags, byte[] Body)> messages)
    {
        int size = messages.Sum(message => 8 + Padded(message.Body.Length));
        Hdf5Bytes bytes = new Hdf5Bytes().Add(1, 0).Add16(messages.Count).Add32(1).Add32(size).Zeros(4);
        foreach ((int type, byte flags, byte[] body) in messages) bytes.Add16(type).Add16(Padded(body.Length)).Add(flags).Zeros(3).Add(body).Pad();
        return bytes.ToArray();
    }

    private static int Padded(int length) => (length + 7) & ~7;
}
