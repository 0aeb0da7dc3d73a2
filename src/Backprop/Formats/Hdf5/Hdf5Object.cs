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
        foreach (HeaderMessage message in _messages.Where(message => message.Type == HeaderMessage.Attribute))
        {
            Hdf5Attribute attribute = Hdf5Attribute.Read(message, At);
            if (!attributes.TryAdd(attribute.Name, attribute)) throw At.Damaged($"it has two attributes named {attribute.Name}");
        }

        return attributes;
    }
}
