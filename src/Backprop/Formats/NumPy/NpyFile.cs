using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>
/// NumPy's file of one array, .npy: versions 1.0 to 3.0, either byte order, either order of axes. Pickled Python objects are refused.
/// Types that tensors do not have are widened (<see cref="StoredTypes"/>).
/// </summary>
public static class NpyFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">It is no .npy file, is damaged, or does not hold numbers.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Tensor Load(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > Array.MaxLength) throw new ModelFormatException(Path.GetFileName(path), null, $"it has {length} bytes, more than a tensor holds; split it.");
        return Read(File.ReadAllBytes(path), Path.GetFileName(path));
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="nameForMessages">What errors call it.</param>
    /// <exception cref="ModelFormatException">It is no .npy file, is damaged, or does not hold numbers.</exception>
    public static Tensor Read(ReadOnlySpan<byte> bytes, string nameForMessages)
    {
        NpyHeader header = NpyHeader.Read(bytes, nameForMessages);
        byte[] numbers = header.IsFortran ? ToRowMajor(bytes[header.Start..], header.Shape, header.Type.Bytes) : bytes[header.Start..].ToArray();
        var tensor = new Tensor(header.Type.ReadAs, header.Shape);
        try
        {
            StoredNumbers.Decode(numbers, header.Type, header.IsBigEndian, tensor);
        }
        catch (OverflowException cause)
        {
            throw new ModelFormatException(nameForMessages, null, "it holds a number from 2^63 on, which int64 cannot; store it as another type.", cause);
        }

        return tensor;
    }

    /// <summary>Writes a file, atomically, with the same bytes as NumPy.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Tensor tensor) => AtomicFile.Write(path, stream => Write(stream, tensor));

    /// <summary>Writes the file to a stream.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        stream.Write(NpyHeader.Write(StoredTypes.Of(tensor.DType), tensor.Shape));
        stream.Write(StoredNumbers.Encode(tensor));
    }

    /// <summary>Puts elements whose first axis varies fastest into the order in which the last one does.</summary>
    private static byte[] ToRowMajor(ReadOnlySpan<byte> source, Shape shape, int elementBytes)
    {
        var result = new byte[source.Length];
        int rank = shape.Rank;
        var index = new int[rank];
        for (int to = 0; to < result.Length; to += elementBytes)
        {
            long from = 0;
            for (int axis = rank - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
            source.Slice((int)from * elementBytes, elementBytes).CopyTo(result.AsSpan(to));
            int next = rank - 1;
            while (next >= 0 && ++index[next] == shape[next]) index[next--] = 0;
        }

        return result;
    }
}
