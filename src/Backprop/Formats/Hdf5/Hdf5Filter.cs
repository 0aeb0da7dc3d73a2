using System.IO.Compression;
using System.Buffers.Binary;

namespace Backprop.Formats;

/// <summary>What was done to the bytes of a chunk before they were stored, and how it is undone: shuffle, deflate, Fletcher's checksum.</summary>
/// <param name="Id">The filter's registered number.</param>
/// <param name="Parameters">Its parameters; for shuffle the bytes of an element.</param>
internal sealed record Hdf5Filter(int Id, uint[] Parameters)
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3;

    private static readonly Dictionary<int, string> KnownNames = new()
    {
        [4] = "szip", [5] = "nbit", [6] = "scale-offset", [305] = "lzo", [307] = "bzip2", [32000] = "lzf", [32001] = "blosc",
        [32004] = "lz4", [32008] = "bitshuffle", [32013] = "zfp", [32015] = "zstandard", [32026] = "blosc2",
    };

    /// <summary>Reads a filter pipeline message, versions 1 and 2. Source: HDF5 File Format Specification 3.0, IV.A.2.l.</summary>
    public static Hdf5Filter[] Read(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, "filter pipeline");
        int version = cursor.Byte();
        if (version is not (1 or 2)) throw at.Refuse($"version {version} of the filter pipeline is not known, only 1 and 2; write the file with h5py's usual settings.");
        int count = cursor.Byte();
        if (count > 32) throw at.Damaged($"it has {count} filters");
        if (version == 1) cursor.Skip(6);
        var filters = new Hdf5Filter[count];
        for (int i = 0; i < count; i++)
        {
            int id = cursor.UInt16();
            int nameLength = version == 1 || id >= 256 ? cursor.UInt16() : 0;
            cursor.Skip(2); // whether it may be left out
            int parameterCount = cursor.UInt16();
            string name = cursor.Text(version == 1 ? (nameLength + 7) & ~7 : nameLength);
            var parameters = new uint[Math.Min(parameterCount, cursor.Left / 4)];
            for (int k = 0; k < parameters.Length; k++) parameters[k] = (uint)cursor.UInt32();
            if (version == 1 && parameterCount % 2 == 1) cursor.Skip(Math.Min(4, cursor.Left));
            if (id is not (Deflate or Shuffle or Fletcher))
            {
                throw at.Refuse($"its chunks went through the filter {(KnownNames.TryGetValue(id, out string? known) ? known : $"{id} {name}".TrimEnd())}, which is not read; compress with gzip or not at all.");
            }

            filters[i] = new Hdf5Filter(id, parameters);
        }

        return filters;
    }

    /// <summary>Undoes this filter.</summary>
    /// <param name="bytes">What is stored.</param>
    /// <param name="most">The most bytes that may come out.</param>
    /// <param name="at">For errors.</param>
    public byte[] Undo(byte[] bytes, int most, Hdf5Location at) => Id switch
    {
        Deflate => Inflate(bytes, most, at),
        Shuffle => Unshuffle(bytes),
        _ => CheckFletcher(bytes, at),
    };

    private static byte[] Inflate(byte[] bytes, int most, Hdf5Location at)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var result = new byte[most];
            int length = zlib.ReadAtLeast(result, most, throwOnEndOfStream: false);
            if (zlib.ReadByte() >= 0) throw at.Damaged($"a chunk inflates to more than its {most} bytes");
            return length == most ? result : result[..length];
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            throw at.Damaged("a compressed chunk cannot be inflated");
        }
    }

    /// <summary>Shuffled bytes are all first bytes of the elements, then all second ones, and so on; what is left over stays at the end.</summary>
    private byte[] Unshuffle(byte[] bytes)
    {
        int size = Parameters.Length > 0 ? (int)Math.Min(Parameters[0], int.MaxValue) : 1;
        if (size <= 1 || size > bytes.Length) return bytes;
        int count = bytes.Length / size;
        var result = new byte[bytes.Length];
        for (int part = 0; part < size; part++)
        {
            for (int i = 0; i < count; i++) result[i * size + part] = bytes[part * count + i];
        }

        bytes.AsSpan(count * size).CopyTo(result.AsSpan(count * size));
        return result;
    }

    /// <summary>The last four bytes are Fletcher's sums of the big-endian 16-bit words. Source: H5checksum.c of the HDF5 library, H5_checksum_fletcher32.</summary>
    private static byte[] CheckFletcher(byte[] bytes, Hdf5Location at)
    {
        if (bytes.Length < 4) throw at.Damaged("a chunk is too short for its checksum");
        ReadOnlySpan<byte> data = bytes.AsSpan(0, bytes.Length - 4);
        uint low = 0;
        uint high = 0;
        for (int i = 0; i < data.Length; i += 2)
        {
            low = (low + ((uint)data[i] << 8) + (i + 1 < data.Length ? data[i + 1] : 0u)) % 65_535;
            high = (high + low) % 65_535;
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4));
        // The library keeps 65535 where the remainder is 0, so both spell the same sum.
        return (expected & 0xffff) % 65_535 == low && (expected >> 16) % 65_535 == high ? data.ToArray() : throw at.Damaged("the checksum of a chunk is wrong");
    }
}
