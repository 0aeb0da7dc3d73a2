namespace Backprop.Formats;

/// <summary>The value of elements that were never written. Source: HDF5 File Format Specification 3.0, IV.A.2.e and IV.A.2.f.</summary>
internal static class FillValue
{
    /// <summary>The bytes of one element, or none when it is zero.</summary>
    public static ReadOnlyMemory<byte> Read(List<HeaderMessage> messages, int elementBytes, Hdf5Location at)
    {
        foreach (HeaderMessage message in messages)
        {
            ReadOnlyMemory<byte> value = message.Type switch
            {
                HeaderMessage.Fill when !message.IsShared => New(message.Body, at),
                HeaderMessage.OldFill when !message.IsShared => Old(message.Body, at),
                _ => default,
            };
            if (value.IsEmpty) continue;
            return value.Length == elementBytes ? value : throw at.Damaged($"its fill value has {value.Length} bytes, its elements {elementBytes}");
        }

        return default;
    }

    private static ReadOnlyMemory<byte> Old(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, "fill value");
        return cursor.TakeMemory(cursor.UInt32());
    }

    private static ReadOnlyMemory<byte> New(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, "fill value");
        int version = cursor.Byte();
        switch (version)
        {
            case 1 or 2:
                cursor.Skip(2); // when space is allocated and when the value is written
                bool isDefined = cursor.Byte() != 0;
                return isDefined || version == 1 ? cursor.TakeMemory(cursor.UInt32()) : default;
            case 3:
                int flags = cursor.Byte();
                return (flags & 0x20) != 0 ? cursor.TakeMemory(cursor.UInt32()) : default;
            default:
                throw at.Refuse($"version {version} of the fill value is not known, only 1 to 3; write the file with h5py's usual settings.");
        }
    }
}
