using System.Numerics;

namespace Backprop.Formats;

/// <summary>
/// The arrays that newer files keep the places of chunks in: of fixed length, or growing.
/// Source: HDF5 File Format Specification 3.0, VII.C "Fixed Array Index" and VII.D "Extensible Array Index"; H5EAhdr.c for the sizes.
/// </summary>
internal static class ChunkArrays
{
    private const string What = "chunk index";

    /// <summary>The elements of an array of fixed length, each with its number.</summary>
    public static List<(long Index, ReadOnlyMemory<byte> Element)> Fixed(long address, Hdf5Location at)
    {
        Hdf5Cursor head = at.Metadata(address, 4 + 1 + 1 + 1 + 1 + at.Context.LengthBytes + at.Context.AddressBytes + 4, What);
        head.Signature("FAHD");
        head.Version(0);
        head.Byte(); // whether chunks are filtered
        int elementBytes = head.Byte();
        int pageBits = head.Byte();
        long count = head.Length();
        long block = head.Address();
        head.Checksum(0);
        List<(long, ReadOnlyMemory<byte>)> elements = [];
        if (block < 0) return elements;
        if (pageBits > 31 || elementBytes == 0) throw at.Damaged("its chunk index declares sizes that cannot be");
        int prefix = 4 + 1 + 1 + at.Context.AddressBytes;
        long page = 1L << pageBits;
        if (count <= page)
        {
            ReadOnlyMemory<byte> bytes = Checked(block, prefix + Product(count, elementBytes, at) + 4, "FADB", at);
            AddAll(elements, 0, bytes[prefix..^4], elementBytes);
            return elements;
        }

        long pages = (count + page - 1) / page;
        ReadOnlyMemory<byte> first = Checked(block, prefix + (pages + 7) / 8 + 4, "FADB", at);
        long next = block + first.Length;
        for (long i = 0; i < pages; i++)
        {
            long here = Math.Min(page, count - i * page);
            if (IsSet(first.Span[prefix..], i)) AddAll(elements, i * page, Checked(next, here * elementBytes + 4, "", at)[..^4], elementBytes);
            next += here * elementBytes + 4;
        }

        return elements;
    }

    /// <summary>The elements of a growing array, each with its number.</summary>
    public static List<(long Index, ReadOnlyMemory<byte> Element)> Extensible(long address, Hdf5Location at)
    {
        int a = at.Context.AddressBytes;
        Hdf5Cursor head = at.Metadata(address, 4 + 1 + 1 + 6 + 6 * at.Context.LengthBytes + a + 4, What);
        head.Signature("EAHD");
        head.Version(0);
        head.Byte(); // whether chunks are filtered
        int elementBytes = head.Byte();
        int mostBits = head.Byte();
        int inIndex = head.Byte();
        int leastElements = head.Byte();
        int leastPointers = head.Byte();
        int pageBits = head.Byte();
        for (int i = 0; i < 6; i++) head.Length(); // statistics
        long index = head.Address();
        head.Checksum(0);
        List<(long, ReadOnlyMemory<byte>)> elements = [];
        if (index < 0) return elements;
        bool isSound = elementBytes > 0 && mostBits is > 0 and <= 62 && pageBits <= 31 && BitOperations.IsPow2(leastElements) && BitOperations.IsPow2(leastPointers) &&
            BitOperations.Log2((uint)leastElements) <= mostBits;
        if (!isSound) throw at.Damaged("its chunk index declares sizes that cannot be");

        // Super block s has 2^(s/2) data blocks of 2^((s+1)/2) times the least number of elements. The data blocks of the first few stand in the index.
        int superBlocks = 1 + mostBits - BitOperations.Log2((uint)leastElements);
        int direct = Math.Min(superBlocks, 2 * BitOperations.Log2((uint)leastPointers));
        int offsetBytes = (mostBits + 7) / 8;
        int prefix = 4 + 1 + 1 + a;
        int directBlocks = 2 * (leastPointers - 1);
        ReadOnlyMemory<byte> indexBlock = Checked(index, prefix + inIndex * elementBytes + (long)(directBlocks + superBlocks - direct) * a + 4, "EAIB", at);
        AddAll(elements, 0, indexBlock.Slice(prefix, inIndex * elementBytes), elementBytes);
        var pointers = new Hdf5Cursor(indexBlock[(prefix + inIndex * elementBytes)..], at, What);
        long start = inIndex;
        long page = 1L << pageBits;
        for (int s = 0; s < superBlocks; s++)
        {
            long blocks = 1L << (s / 2);
            long blockElements = (1L << ((s + 1) / 2)) * leastElements;
            long pages = blockElements > page ? blockElements / page : 0;
            if (s < direct)
            {
                if (pages > 0) throw at.Refuse("its chunk index has pages where they are not known; write the file with h5py's usual settings.");
                for (long i = 0; i < blocks; i++, start += blockElements) AddBlock(pointers.Address(), start, blockElements, 0, 0, default);
                continue;
            }

            long super = pointers.Address();
            if (super < 0)
            {
                start += blocks * blockElements;
                continue;
            }

            if (pages > at.Context.Source.Length) throw at.Damaged("its chunk index would lie outside of the file");
            var mapBytes = (int)((pages + 7) / 8);
            ReadOnlyMemory<byte> superBlock = Checked(super, prefix + offsetBytes + Product(blocks, mapBytes + a, at) + 4, "EASB", at);
            int maps = prefix + offsetBytes;
            var inSuper = new Hdf5Cursor(superBlock[(maps + (int)blocks * mapBytes)..], at, What);
            for (int i = 0; i < blocks; i++, start += blockElements) AddBlock(inSuper.Address(), start, blockElements, pages, i * pages, superBlock[maps..]);
        }

        return elements;

        // The marks of which pages were written run on from block to block.
        void AddBlock(long block, long first, long count, long pages, long firstPage, ReadOnlyMemory<byte> written)
        {
            if (block < 0) return;
            int blockPrefix = prefix + offsetBytes;
            if (pages == 0)
            {
                AddAll(elements, first, Checked(block, blockPrefix + Product(count, elementBytes, at) + 4, "EADB", at)[blockPrefix..^4], elementBytes);
                return;
            }

            Checked(block, blockPrefix + 4, "EADB", at);
            for (long i = 0; i < pages; i++)
            {
                if (!IsSet(written.Span, firstPage + i)) continue;
                long at0 = block + blockPrefix + 4 + i * (page * elementBytes + 4);
                AddAll(elements, first + i * page, Checked(at0, page * elementBytes + 4, "", at)[..^4], elementBytes);
            }
        }
    }

    /// <summary>A piece of the file that ends in its checksum.</summary>
    private static ReadOnlyMemory<byte> Checked(long address, long length, string signature, Hdf5Location at)
    {
        ReadOnlyMemory<byte> bytes = at.MetadataBytes(address, length, What);
        var cursor = new Hdf5Cursor(bytes, at, What);
        cursor.Signature(signature);
        if (signature.Length > 0) cursor.Version(0);
        cursor.Skip(bytes.Length - 4 - cursor.Position);
        cursor.Checksum(0);
        return bytes;
    }

    private static void AddAll(List<(long Index, ReadOnlyMemory<byte> Element)> elements, long first, ReadOnlyMemory<byte> bytes, int elementBytes)
    {
        for (int at = 0; at + elementBytes <= bytes.Length; at += elementBytes) elements.Add((first++, bytes.Slice(at, elementBytes)));
    }

    /// <summary>Whether the page with a number was written; the first is the highest bit of the first byte.</summary>
    private static bool IsSet(ReadOnlySpan<byte> map, long page) => (map[(int)(page / 8)] & (0x80 >> (int)(page % 8))) != 0;

    /// <summary>The bytes of a number of elements, which must fit into the file.</summary>
    private static long Product(long count, long size, Hdf5Location at) =>
        count <= at.Context.Source.Length / Math.Max(1, size) ? count * size : throw at.Damaged("its chunk index would lie outside of the file");
}
