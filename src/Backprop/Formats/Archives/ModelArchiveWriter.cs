using System.IO.Compression;
using System.Text;

namespace Backprop.Formats;

/// <summary>
/// Writes the members of a .keras file: stored, not compressed, in the order in which they are added, which should be Keras':
/// <see cref="ModelArchive.Metadata"/>, <see cref="ModelArchive.Config"/>, <see cref="ModelArchive.Hdf5Weights"/>, assets.
/// The same content gives the same bytes: members carry no time of day.
/// </summary>
public sealed class ModelArchiveWriter
{
    // Python's zipfile writes this date when nobody gives another; it is the first that a zip can express.
    internal static readonly DateTimeOffset NoDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, Action<Stream> Write)> _members = [];

    /// <summary>Adds a text.</summary>
    /// <exception cref="ArgumentException">The name is not that of a member of a model, or is there already.</exception>
    public void Add(string member, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Add(member, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Adds an HDF5 file.</summary>
    /// <exception cref="ArgumentException">The name is not that of a member of a model, or is there already.</exception>
    public void Add(string member, Hdf5Builder file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Add(member, file.WriteTo);
    }

    /// <summary>Adds whatever a method writes; it is called when the archive is written.</summary>
    /// <exception cref="ArgumentException">The name is not that of a member of a model, or is there already.</exception>
    public void Add(string member, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(member);
        ArgumentNullException.ThrowIfNull(write);
        if (!ModelArchive.IsKnown(member) || !ModelArchive.IsSafe(member)) throw new ArgumentException($"\"{member}\" is not a member of a .keras file.", nameof(member));
        if (!_names.Add(member)) throw new ArgumentException($"There is a member {member} already.", nameof(member));
        _members.Add((member, write));
    }

    /// <summary>Writes a .keras file, atomically (<see cref="AtomicFile"/>).</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the zip to a stream.</summary>
    public void WriteTo(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Action<Stream> write) in _members)
        {
            ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = NoDate;
            using Stream content = entry.Open();
            write(content);
        }
    }
}
