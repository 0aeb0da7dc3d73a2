using System.Numerics;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>
/// The lengths of the axes of a dataset or attribute; version 1 and 2 of the dataspace message.
/// Source: HDF5 File Format Specification 3.0, IV.A.2.b "The Dataspace Message".
/// </summary>
/// <param name="Shape">The lengths; (0,) where there is no element at all.</param>
/// <param name="Count">The number of elements.</param>
/// <param name="Greatest">The lengths up to which each axis may grow; −1 where there is no limit.</param>
internal sealed record Hdf5Space(Shape Shape, long Count, long[] Greatest)
{
    public static Hdf5Space Read(HeaderMessage message, Hdf5Location at)
    {
        if (message.IsShared) throw at.Refuse("its shape is stored elsewhere in the file, which is not read; write the file with h5py's usual settings.");
        return Read(message.Body, at);
    }

    public static Hdf5Space Read(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, "dataspace");
        int version = cursor.Byte();
        if (version is not (1 or 2)) throw at.Refuse($"version {version} of the dataspace is not known, only 1 and 2; write the file with h5py's usual settings.");
        int rank = cursor.Byte();
        bool hasGreatest = (cursor.Byte() & 1) != 0;
        int kind = cursor.Byte();
        if (version == 1) cursor.Skip(4);
        if (rank > 32) throw at.Damaged($"it has {rank} axes");
        if (version == 2 && kind == 2) return new Hdf5Space([0], 0, [0]);
        int[] lengths = new int[rank];
        BigInteger count = BigInteger.One;
        string text = "";
        bool isLong = false;
        for (int axis = 0; axis < rank; axis++)
        {
            long length = cursor.Length();
            count *= length;
            text += (axis == 0 ? "" : ", ") + length;
            isLong |= length > int.MaxValue;
            lengths[axis] = (int)Math.Min(length, int.MaxValue);
        }

        if (isLong || count > int.MaxValue) throw at.Refuse($"it declares shape ({text}), which is {count} elements, more than a tensor holds; the file is damaged or dangerous.");
        var greatest = new long[rank];
        for (int axis = 0; axis < rank; axis++) greatest[axis] = hasGreatest ? cursor.Greatest() : lengths[axis];
        return new Hdf5Space(Shape.Create(lengths), (long)count, greatest);
    }
}
