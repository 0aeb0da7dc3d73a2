namespace Backprop.Formats;

/// <summary>A group or a dataset of an HDF5 file.</summary>
public abstract class Hdf5Object
{
    private readonly List<HeaderMessage> _messages;
    private Dictionary<string, Hdf5Attribute>? _attributes;

    private protected Hdf5Object(Hdf5Location at, List<HeaderMessage> messages)
    {
        At = at;
        _messages = messages;
    }

    /// <summary>Where it is in the file, with the names of all groups above it: "/layers/dense/vars/0". The root is "/".</summary>
    public string Path => At.Path;

    /// <summary>The last part of the path; "" for the root.</summary>
    public string Name => At.Name;

    /// <summary>Its attributes by name.</summary>
    /// <exception cref="ModelFormatException">An attribute is damaged, or of a kind that is refused.</exception>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => _attributes ??= ReadAttributes();

    internal Hdf5Location At { get; }

    private Dictionary<string, Hdf5Attribute> ReadAttributes()
    {
        Dictionary<string, Hdf5Attribute> attributes = new(StringComparer.Ordinal);
        IEnumerable<HeaderMessage> inHeader = _messages.Where(message => message.Type == HeaderMessage.Attribute);
        foreach (HeaderMessage message in inHeader.Concat(_messages.Where(message => message.Type == HeaderMessage.AttributeInfo).SelectMany(Dense)))
        {
            Hdf5Attribute attribute = Hdf5Attribute.Read(message, At);
            if (!attributes.TryAdd(attribute.Name, attribute)) throw At.Damaged($"it has two attributes named {attribute.Name}");
        }

        return attributes;
    }

    /// <summary>The attributes that an object with many of them keeps in a heap. Source: HDF5 File Format Specification 3.0, IV.A.2.v.</summary>
    private List<HeaderMessage> Dense(HeaderMessage info)
    {
        const int ByName = 8;
        var cursor = new Hdf5Cursor(info.Body, At, "attribute information");
        cursor.Version(0);
        if ((cursor.Byte() & 1) != 0) cursor.Skip(2); // the next order of creation
        long heapAddress = cursor.Address();
        long tree = cursor.Address();
        List<HeaderMessage> messages = [];
        if (heapAddress < 0) return messages;
        var heap = new FractalHeap(heapAddress, At);
        foreach (ReadOnlyMemory<byte> record in NewTree.Records(tree, At, ByName))
        {
            // The identifier, the flags of the message, the order of creation and a hash of the name.
            if (record.Length < 9) throw At.Damaged("the index of its attributes has records of a wrong size");
            byte flags = record.Span[^9];
            messages.Add(new HeaderMessage(HeaderMessage.Attribute, flags, heap.Get(record[..^9])));
        }

        return messages;
    }
}
