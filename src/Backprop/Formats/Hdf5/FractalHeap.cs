using System.Numerics;

namespace Backprop.Formats;

/// <summary>
/// A heap of byte strings in blocks of doubling size: where large groups keep links, and objects their many attributes.
/// Source: HDF5 File Format Specification 3.0, III.G "Fractal Heap".
/// </summary>
internal sealed class FractalHeap
{
    private const string What = "fractal heap";

    private readonly Hdf5Location _at;
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _blocks = [];
    private readonly bool _hasChecksums;
    private readonly int _idBytes;
    private readonly int _offsetBytes;
    private readonly int _lengthBytes;
    private readonly int _width;
    private readonly long _startBytes;
    private readonly long _mostDirectBytes;
    private readonly long _root;
    private readonly int _rootRows;
    private readonly long _hugeTree;
    private Dictionary<ulong, (long Address, long Length)>? _huge;

    public FractalHeap(long address, Hdf5Location at)
    {
        _at = at;
        int a = at.Context.AddressBytes;
        int l = at.Context.LengthBytes;
        Hdf5Cursor head = at.Metadata(address, 4 + 1 + 2 + 2 + 1 + 4 + l + a + l + a + 8 * l + 2 + l + l + 2 + 2 + a + 2 + 4, What);
        head.Signature("FRHP");
        head.Version(0);
        _idBytes = head.UInt16();
        int filterBytes = head.UInt16();
        _hasChecksums = (head.Byte() & 2) != 0;
        long mostManaged = head.UInt32();
        head.Length(); // the next number for a huge object
        _hugeTree = head.Address();
        head.Length(); // free space, and where it is
        head.Address();
        for (int i = 0; i < 8; i++) head.Unsigned(l); // statistics
        _width = head.UInt16();
        _startBytes = head.Length();
        _mostDirectBytes = head.Length();
        int heapBits = head.UInt16();
        head.UInt16(); // rows of a new root
        _root = head.Address();
        _rootRows = head.UInt16();
        if (filterBytes > 0) throw at.Refuse("its fractal heap is compressed, which is not read; write the file with h5py's usual settings.");
        head.Checksum(0);
        bool isSound = _width > 0 && BitOperations.IsPow2(_width) && BitOperations.IsPow2(_startBytes) && BitOperations.IsPow2(_mostDirectBytes) &&
            _startBytes > 0 && _mostDirectBytes >= _startBytes && _mostDirectBytes <= 1 << 30 && heapBits is > 0 and <= 64 && _idBytes is > 1 and <= 64 && _rootRows <= 64;
        if (!isSound) throw at.Damaged("its fractal heap declares sizes that cannot be");
        _offsetBytes = (heapBits + 7) / 8;
        _lengthBytes = Math.Min((BitOperations.Log2((ulong)_mostDirectBytes) + 7) / 8, NewTree.BytesFor(Math.Max(1, mostManaged)));
    }

    /// <summary>The object with an identifier.</summary>
    public ReadOnlyMemory<byte> Get(ReadOnlyMemory<byte> id)
    {
        if (id.Length != _idBytes) throw _at.Damaged("an identifier of its fractal heap has the wrong length");
        var cursor = new Hdf5Cursor(id, _at, What);
        int head = cursor.Byte();
        if (head >> 6 != 0) throw _at.Refuse("its fractal heap has identifiers of an unknown version; write the file with h5py's usual settings.");
        switch ((head >> 4) & 3)
        {
            case 0:
                long offset = cursor.Number(_offsetBytes);
                return Managed(offset, cursor.Number(_lengthBytes));
            case 1:
                return Huge(ref cursor);
            case 2:
                // Short objects stand in the identifier itself; long identifiers have four more bits for the length at their front.
                int length = _idBytes - 1 <= 16 ? (head & 15) + 1 : ((head & 15) << 8 | cursor.Byte()) + 1;
                return cursor.TakeMemory(length);
            default:
                throw _at.Damaged("an identifier of its fractal heap is of no known kind");
        }
    }

    private ReadOnlyMemory<byte> Huge(ref Hdf5Cursor id)
    {
        int a = _at.Context.AddressBytes;
        int l = _at.Context.LengthBytes;
        (long Address, long Length) place;
        if (_idBytes - 1 >= a + l)
        {
            place = (id.Address(), id.Length());
        }
        else
        {
            _huge ??= HugeObjects();
            ulong key = id.Unsigned(Math.Min(8, _idBytes - 1));
            if (!_huge.TryGetValue(key, out place)) throw _at.Damaged("a large object of its fractal heap is missing");
        }

        return _at.MetadataBytes(place.Address, place.Length, What);
    }

    private Dictionary<ulong, (long Address, long Length)> HugeObjects()
    {
        Dictionary<ulong, (long Address, long Length)> objects = [];
        foreach (ReadOnlyMemory<byte> record in NewTree.Records(_hugeTree, _at, 1))
        {
            var cursor = new Hdf5Cursor(record, _at, What);
            (long, long) place = (cursor.Address(), cursor.Length());
            objects[cursor.Unsigned(_at.Context.LengthBytes)] = place;
        }

        return objects;
    }

    private ReadOnlyMemory<byte> Managed(long offset, long length)
    {
        long block = _root;
        long blockBytes = _startBytes;
        int rows = _rootRows;
        int directRows = BitOperations.Log2((ulong)_mostDirectBytes) - BitOperations.Log2((ulong)_startBytes) + 2;
        long rowBytes = _width * _startBytes;
        for (int level = 0; rows > 0; level++)
        {
            if (level > 64) throw _at.Damaged("its fractal heap is too deep");
            // Rows 0 and 1 hold blocks of the starting size, each further row of twice the size of the one before.
            int row = offset < rowBytes ? 0 : BitOperations.Log2((ulong)(offset / rowBytes)) + 1;
            if (row >= rows) throw _at.Damaged("an object lies outside of its fractal heap");
            blockBytes = row == 0 ? _startBytes : _startBytes << (row - 1);
            long rowStart = row == 0 ? 0 : rowBytes << (row - 1);
            long column = (offset - rowStart) / blockBytes;
            offset -= rowStart + column * blockBytes;
            block = Child(block, rows, row * _width + (int)column);
            rows = row < directRows ? 0 : BitOperations.Log2((ulong)blockBytes) - BitOperations.Log2((ulong)rowBytes) + 1;
        }

        ReadOnlyMemory<byte> bytes = Direct(block, blockBytes);
        if (offset > bytes.Length || length > bytes.Length - offset || !_at.Context.Spend(length)) throw _at.Damaged("an object lies outside of its fractal heap");
        return bytes.Slice((int)offset, (int)length);
    }

    /// <summary>The address of a block below an indirect one.</summary>
    private long Child(long address, int rows, int entry)
    {
        int prefix = 5 + _at.Context.AddressBytes + _offsetBytes;
        if (!_blocks.TryGetValue(address, out ReadOnlyMemory<byte> bytes))
        {
            bytes = _at.MetadataBytes(address, prefix + (long)rows * _width * _at.Context.AddressBytes + 4, What);
            var check = new Hdf5Cursor(bytes, _at, What);
            check.Signature("FHIB");
            check.Version(0);
            check.Skip(bytes.Length - 4 - check.Position);
            check.Checksum(0);
            _blocks.Add(address, bytes);
        }

        var cursor = new Hdf5Cursor(bytes, _at, What);
        cursor.Skip(Math.Min(cursor.Left, prefix + entry * _at.Context.AddressBytes));
        return cursor.Address();
    }

    private ReadOnlyMemory<byte> Direct(long address, long length)
    {
        if (_blocks.TryGetValue(address, out ReadOnlyMemory<byte> bytes) && bytes.Length == length) return bytes;
        bytes = _at.MetadataBytes(address, length, What);
        var cursor = new Hdf5Cursor(bytes, _at, What);
        cursor.Signature("FHDB");
        cursor.Version(0);
        cursor.Skip(_at.Context.AddressBytes + _offsetBytes);
        if (_hasChecksums)
        {
            // The checksum is that of the block with zeros in its own place.
            byte[] copy = bytes.ToArray();
            copy.AsSpan(cursor.Position, 4).Clear();
            if (cursor.UInt32() != JenkinsHash.Of(copy)) throw _at.Damaged($"the checksum of its {What} is wrong");
        }

        _blocks[address] = bytes;
        return bytes;
    }
}
