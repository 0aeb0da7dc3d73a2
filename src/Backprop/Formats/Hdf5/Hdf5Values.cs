using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>Turns the stored bytes of a dataset or attribute into numbers or texts.</summary>
internal static class Hdf5Values
{
    /// <summary>Texts in one dataset or attribute: names of weights, words of a vocabulary.</summary>
    private const int MostTexts = 1_000_000;

    /// <summary>Bytes of all texts in one dataset.</summary>
    public const long MostTextBytes = 64 << 20;

    public static Tensor Numbers(Span<byte> bytes, Hdf5Type type, StoredType number, Shape shape, Hdf5Location at)
    {
        var tensor = new Tensor(number.ReadAs, shape);
        try
        {
            StoredNumbers.Decode(bytes, number, type.IsBigEndian, tensor);
        }
        catch (OverflowException)
        {
            throw at.Refuse("it holds a number from 2^63 on, which int64 cannot; store it as another type.");
        }

        return tensor;
    }

    public static string[] Texts(ReadOnlyMemory<byte> bytes, Hdf5Type type, long count, Hdf5Location at)
    {
        if (type.Text == TextStorage.None) throw at.Refuse($"it holds {type.Description} values where text was expected.");
        if (count > MostTexts) throw at.Refuse($"it holds {count} texts, more than {MostTexts}; the file is damaged or dangerous.");
        var texts = new string[count];
        var cursor = new Hdf5Cursor(bytes, at, "text");
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = type.Text == TextStorage.Fixed ? Fixed(cursor.Take(type.Size), type, at) : Variable(ref cursor, at);
        }

        return texts;
    }

    private static string Fixed(ReadOnlySpan<byte> bytes, Hdf5Type type, Hdf5Location at)
    {
        string text = Hdf5Cursor.Decode(bytes, at, "text");
        return type.IsSpacePadded ? text.TrimEnd(' ') : text;
    }

    private static string Variable(ref Hdf5Cursor cursor, Hdf5Location at)
    {
        long length = cursor.UInt32();
        long address = cursor.Address();
        int index = (int)Math.Min(cursor.UInt32(), int.MaxValue);
        return length == 0 || address <= 0 ? "" : GlobalHeap.At(at, address).Text(at, index, length);
    }
}
