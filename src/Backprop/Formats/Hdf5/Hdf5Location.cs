namespace Backprop.Formats;

/// <summary>
/// What is shared by everything that is read from one file: the bytes, the sizes of addresses,
/// and a budget that keeps a hostile file from making us read the same bytes again and again.
/// </summary>
internal sealed class Hdf5Context(ByteSource source, string name)
{
    /// <summary>Groups and datasets in one file. The largest Keras models have some tens of thousands.</summary>
    public const int MostObjects = 100_000;

    /// <summary>Levels of groups. A Keras model in a model takes three.</summary>
    public const int MostLevels = 64;

    // In a sound file no two structures share a byte. Twice the file leaves room for what is looked at from two sides.
    private long _budget = 2 * source.Length + 65_536;

    public ByteSource Source => source;

    public string Name => name;

    /// <summary>Bytes of an address, by the superblock.</summary>
    public int AddressBytes { get; set; } = 8;

    /// <summary>Bytes of a length, by the superblock.</summary>
    public int LengthBytes { get; set; } = 8;

    /// <summary>Collections of texts that many values share, by address.</summary>
    public Dictionary<long, GlobalHeap> Heaps { get; } = [];

    /// <summary>Object headers that were read, by address.</summary>
    public Dictionary<long, List<HeaderMessage>> Headers { get; } = [];

    /// <summary>The groups that were seen, by address.</summary>
    public Dictionary<long, Hdf5Group> Groups { get; } = [];

    public int Objects { get; set; }

    /// <summary>Takes bytes off the budget; false when it is spent.</summary>
    public bool Spend(long bytes) => (_budget -= bytes) >= 0;
}

/// <summary>A place in a file while it is read: the file, and the path of the group or dataset, which every error names.</summary>
internal sealed class Hdf5Location(Hdf5Context context, Hdf5Location? parent, string name)
{
    public Hdf5Context Context => context;

    public string Name => name;

    public string Path
    {
        get
        {
            List<string> names = [];
            for (Hdf5Location? at = this; at is not null; at = at.Parent) names.Add(at.Name);
            if (names.Count == 1) return "/";
            names.Reverse();
            return string.Join('/', names);
        }
    }

    public int Level => parent is null ? 0 : parent.Level + 1;

    private Hdf5Location? Parent => parent;

    /// <summary>The error that this file cannot be read.</summary>
    public ModelFormatException Refuse(string problem) => new(context.Name, Path, problem);

    /// <summary>The error that this file is damaged.</summary>
    public ModelFormatException Damaged(string what) => Refuse($"the file is damaged, {what}; save or copy it again.");

    /// <summary>A piece of the file that describes data, for reading from its first byte.</summary>
    public Hdf5Cursor Metadata(long address, long length, string what) => new(MetadataBytes(address, length, what), this, what);

    /// <summary>A piece of the file that describes data.</summary>
    public ReadOnlyMemory<byte> MetadataBytes(long address, long length, string what)
    {
        CheckRange(address, length, what);
        if (length > int.MaxValue || !context.Spend(length)) throw Damaged($"its {what} overlaps with others");
        return context.Source.Slice(address, (int)length);
    }

    /// <summary>Refuses what does not lie within the file.</summary>
    public void CheckRange(long address, long length, string what)
    {
        if (address < 0 || length < 0 || address > context.Source.Length || length > context.Source.Length - address)
        {
            throw Damaged($"its {what} would lie outside of the {context.Source.Length} bytes of the file");
        }
    }
}
