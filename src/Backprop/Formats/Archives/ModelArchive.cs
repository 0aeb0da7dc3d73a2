using System.Text;

namespace Backprop.Formats;

/// <summary>
/// The members of a model: a .keras file (a zip), or the same members in a folder. Nothing is extracted to disk, no link is
/// followed, and no member can be larger than <see cref="MostTextBytes"/> or what is stored allows. Members that Keras does not write are never read.
/// </summary>
public abstract class ModelArchive : IDisposable
{
    /// <summary>The member with Keras' version and the date.</summary>
    public const string Metadata = "metadata.json";

    /// <summary>The member with the model's configuration.</summary>
    public const string Config = "config.json";

    /// <summary>The member with the weights, in HDF5.</summary>
    public const string Hdf5Weights = "model.weights.h5";

    /// <summary>The member with the weights, when they are not in HDF5.</summary>
    public const string NumPyWeights = "model.weights.npz";

    /// <summary>What the names of files that belong to layers begin with.</summary>
    public const string Assets = "assets/";

    /// <summary>The largest text, 8 MiB: a thousand layers take about one, and reading takes some twenty times a text's length in memory.</summary>
    public const long MostTextBytes = 8 << 20;

    /// <summary>What may come out of any compressed member, 64 MiB.</summary>
    internal const long AlwaysAllowed = 64 << 20;

    /// <summary>How many times its stored bytes may come out of a compressed member. Source: keras/src/saving/saving_lib.py refuses the same.</summary>
    internal const long MostExpansion = 100;

    private protected ModelArchive(string name) => Name = name;

    /// <summary>What errors call the archive: the file's name.</summary>
    public string Name { get; }

    /// <summary>The members that may be read, in the order of the archive.</summary>
    public abstract IReadOnlyList<string> Members { get; }

    /// <summary>Members that Keras does not write; they cannot be read.</summary>
    public abstract IReadOnlyList<string> Ignored { get; }

    /// <summary>Opens a .keras file, or a folder with its members.</summary>
    /// <exception cref="ModelFormatException">It is not a zip, is damaged, or dangerous.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    public static ModelArchive Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path) ? new FolderArchive(path) : ZipModelArchive.OpenFile(path);
    }

    /// <summary>Whether there is such a member.</summary>
    public bool Has(string member) => Members.Contains(member);

    /// <summary>A member as text.</summary>
    /// <exception cref="ModelFormatException">It is missing, damaged, longer than <see cref="MostTextBytes"/>, or not UTF-8.</exception>
    public string ReadText(string member)
    {
        ReadOnlyMemory<byte> bytes = ReadBytes(member, MostTextBytes);
        try
        {
            ReadOnlySpan<byte> text = bytes.Span;
            if (text.StartsWith("\uFEFF"u8)) text = text[3..];
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException cause)
        {
            throw new ModelFormatException(Name, member, "this is not text in UTF-8; save the model again.", cause);
        }
    }

    /// <summary>A member's bytes.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="mostBytes">The most bytes that are expected.</param>
    /// <exception cref="ModelFormatException">It is missing, damaged, or larger.</exception>
    public ReadOnlyMemory<byte> ReadBytes(string member, long mostBytes = int.MaxValue)
    {
        ByteSource source = Source(member, mostBytes);
        return source.Length <= mostBytes && source.Length <= Array.MaxLength
            ? source.Slice(0, (int)source.Length)
            : throw new ModelFormatException(Name, member, $"it has {source.Length} bytes, more than the {mostBytes} that are read; the file is damaged or dangerous.");
    }

    /// <summary>Opens a member that is an HDF5 file. The archive must stay open while numbers are read from it.</summary>
    /// <exception cref="ModelFormatException">It is missing, damaged, or holds what is refused.</exception>
    public Hdf5File OpenHdf5(string member) => Hdf5File.Read(Source(member, long.MaxValue), $"{Name}/{member}");

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The bytes of a member, uncompressed and checked.</summary>
    internal abstract ByteSource Source(string member, long mostBytes);

    /// <summary>Whether Keras writes a member of this name.</summary>
    internal static bool IsKnown(string member) =>
        member is Metadata or Config or Hdf5Weights or NumPyWeights || (member.StartsWith(Assets, StringComparison.Ordinal) && member.Length > Assets.Length);

    /// <summary>Whether a name stays within the archive: relative, with no way up, no drive and no control characters.</summary>
    internal static bool IsSafe(string member) =>
        !member.StartsWith('/') && !member.Contains('\\') && !member.Contains(':') && !member.Any(char.IsControl) &&
        member.TrimEnd('/').Split('/').All(part => part is not ("" or "." or ".."));

    private protected ModelFormatException Missing(string member) =>
        new(Name, member, $"this member is missing, there is {(Members.Count == 0 ? "nothing" : string.Join(", ", Members.Take(12)))}; save the model again with Keras.");
}
