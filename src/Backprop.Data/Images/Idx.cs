using System.Buffers.Binary;
using System.IO.Compression;
using Backprop.Data.Reading;
using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>
/// The IDX format of the MNIST family: two zero bytes, the element type, the number of axes, each axis' length as four bytes (largest first),
/// then the elements. Files may be compressed with gzip. Source: yann.lecun.com/exdb/mnist.
/// </summary>
public static class Idx
{
    private const byte UnsignedByte = 0x08;

    /// <summary>The most bytes of elements a file may hold, so that four bytes for each fit into one tensor.</summary>
    private const long MostBytes = 500_000_000;

    /// <summary>Reads a file; bytes become int32, all other types the nearest of float32, float64 and int32.</summary>
    /// <exception cref="DataFormatException">The file is missing, is not IDX, or holds fewer or more elements than it declares.</exception>
    public static Tensor Read(string path)
    {
        (byte type, Shape shape, byte[] data) = ReadBytes(path);
        return Decode(type, data, shape);
    }

    /// <summary>Images scaled to 0 … 1, float32 (count, height, width).</summary>
    /// <exception cref="DataFormatException">The file is not IDX or does not hold images of bytes.</exception>
    public static Tensor ReadImages(string path)
    {
        (byte type, Shape shape, byte[] pixels) = ReadBytes(path);
        if (shape.Rank != 3 || type != UnsignedByte) throw new DataFormatException(Path.GetFileName(path), $"expected images, bytes of three axes (count, height, width); the file holds {Decode(type, pixels, shape).Type}.");
        var images = new Tensor(DType.Float32, shape);
        Span<float> to = images.AsWritableSpan<float>();
        // A look is shorter than a division, of which there would be 47 million for MNIST.
        float[] scaled = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255f)];
        for (int i = 0; i < to.Length; i++) to[i] = scaled[pixels[i]];
        return images;
    }

    /// <summary>Labels, int32 (count,).</summary>
    /// <exception cref="DataFormatException">The file is not IDX or does not hold one label per image.</exception>
    public static Tensor ReadLabels(string path)
    {
        Tensor labels = Read(path);
        return labels.Rank == 1 && labels.DType == DType.Int32 ? labels : throw new DataFormatException(Path.GetFileName(path), $"expected labels, whole numbers of one axis; the file holds {labels.Type}.");
    }

    private static (byte Type, Shape Shape, byte[] Data) ReadBytes(string path)
    {
        string name = Path.GetFileName(path);
        using FileStream file = InputFile.Open(path);
        using Stream stream = InputFile.IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            Span<byte> magic = stackalloc byte[4];
            if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || magic[0] != 0 || magic[1] != 0 || ElementBytes(magic[2]) == 0 || magic[3] is 0 or > 8)
            {
                throw new DataFormatException(name, "this is not an IDX file: it should begin with two zero bytes, an element type and the number of axes.");
            }

            int[] lengths = new int[magic[3]];
            long count = 1;
            Span<byte> length = stackalloc byte[4];
            for (int axis = 0; axis < lengths.Length; axis++)
            {
                stream.ReadExactly(length);
                uint declared = BinaryPrimitives.ReadUInt32BigEndian(length);
                if (declared > int.MaxValue || (count *= declared) > int.MaxValue) throw new DataFormatException(name, $"axis {axis} declares {declared:N0} entries, more than a tensor holds; the file is damaged.");
                lengths[axis] = (int)declared;
            }

            int bytes = ElementBytes(magic[2]);
            // Deflate shrinks at most about a thousandfold: what declares more than that cannot be there.
            if (count * bytes > (ReferenceEquals(stream, file) ? file.Length : 1100 * file.Length)) throw Short(name, count);
            if (count * bytes > MostBytes) throw new DataFormatException(name, $"the file holds {count * bytes:N0} bytes of elements where at most {MostBytes:N0} are allowed; cut it into parts.");
            byte[] data = new byte[count * bytes];
            stream.ReadExactly(data);
            if (stream.ReadByte() >= 0) throw new DataFormatException(name, $"there is more in the file than the {count:N0} elements it declares; it is damaged, or not an IDX file.");
            return (magic[2], Shape.Create(lengths), data);
        }
        catch (EndOfStreamException)
        {
            throw new DataFormatException(name, "the file ends before all the elements it declares; fetch it again.");
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFormatException(name, "the compressed data are damaged; fetch the file again.", inner: damaged);
        }
    }

    private static DataFormatException Short(string name, long count) => new(name, $"the file is too short for the {count:N0} elements it declares; fetch it again.");

    private static int ElementBytes(byte type) => type switch { 0x08 or 0x09 => 1, 0x0B => 2, 0x0C or 0x0D => 4, 0x0E => 8, _ => 0 };

    private static Tensor Decode(byte type, byte[] data, Shape shape)
    {
        int count = (int)shape.Size;
        if (type is 0x0D)
        {
            var floats = new float[count];
            for (int i = 0; i < count; i++) floats[i] = BinaryPrimitives.ReadSingleBigEndian(data.AsSpan(4 * i));
            return Tensor.From(floats, shape);
        }

        if (type is 0x0E)
        {
            var doubles = new double[count];
            for (int i = 0; i < count; i++) doubles[i] = BinaryPrimitives.ReadDoubleBigEndian(data.AsSpan(8 * i));
            return Tensor.From(doubles, shape);
        }

        var numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = type switch
            {
                0x08 => data[i],
                0x09 => (sbyte)data[i],
                0x0B => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(2 * i)),
                _ => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(4 * i)),
            };
        }

        return Tensor.From(numbers, shape);
    }
}
