using Microsoft.Win32.SafeHandles;

namespace Backprop.Formats;

/// <summary>
/// An HDF5 file, open for reading. Its structure is read and checked at once, the numbers of a dataset when they are asked for.
/// What could lead outside of the file (external and soft links, external storage, virtual datasets) and everything unknown is
/// refused by name, and nothing is allocated that the file's size does not justify.
/// </summary>
public sealed class Hdf5File : IDisposable
{
    private readonly SafeFileHandle? _handle;

    private Hdf5File(Hdf5Group root, SafeFileHandle? handle)
    {
        Root = root;
        _handle = handle;
    }

    /// <summary>The group that holds everything else.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens a file. It stays open until it is disposed.</summary>
    /// <exception cref="ModelFormatException">It is not an HDF5 file, is damaged, or holds what is refused.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Hdf5File Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            return new Hdf5File(Walk(new FileSource(handle, 0, RandomAccess.GetLength(handle)), Path.GetFileName(path)), handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="bytes">The whole file; it must not change while the result is used.</param>
    /// <param name="nameForMessages">What errors call it.</param>
    /// <exception cref="ModelFormatException">It is not an HDF5 file, is damaged, or holds what is refused.</exception>
    public static Hdf5File Read(ReadOnlyMemory<byte> bytes, string nameForMessages) => Read(new MemorySource(bytes), nameForMessages);

    /// <summary>Whether bytes begin as an HDF5 file does.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> beginning) => Superblock.Starts(beginning);

    /// <summary>Closes the file; the numbers of its datasets can no longer be read.</summary>
    public void Dispose() => _handle?.Dispose();

    /// <summary>Reads a file that is part of something larger. Whoever opened that closes it.</summary>
    internal static Hdf5File Read(ByteSource source, string nameForMessages) => new(Walk(source, nameForMessages), null);

    private static Hdf5Group Walk(ByteSource source, string name)
    {
        var context = new Hdf5Context(source, name);
        var at = new Hdf5Location(context, null, "");
        return Hdf5Walk.Object(at, Superblock.Read(at)) as Hdf5Group ?? throw at.Refuse("a group was expected here.");
    }
}
