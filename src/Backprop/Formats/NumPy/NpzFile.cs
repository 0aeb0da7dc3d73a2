using System.IO.Compression;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>NumPy's file of several arrays under names, .npz: a zip of .npy files, stored or deflated.</summary>
public static class NpzFile
{
    private const string Suffix = ".npy";

    /// <summary>Reads all arrays of a file, in its order.</summary>
    /// <exception cref="ModelFormatException">It is no .npz file, is damaged, or holds something other than numbers.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
        return Read(new FileSource(handle, 0, RandomAccess.GetLength(handle)), Path.GetFileName(path));
    }

    /// <summary>Reads all arrays of a file that is in memory, in its order.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="nameForMessages">What errors call it.</param>
    /// <exception cref="ModelFormatException">It is no .npz file, is damaged, or holds something other than numbers.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(ReadOnlyMemory<byte> bytes, string nameForMessages) => Read(new MemorySource(bytes), nameForMessages);

    /// <summary>Writes a file, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">The arrays, in the order in which they are written.</param>
    /// <param name="compress">Deflates them, as numpy.savez_compressed does; otherwise they are stored, as numpy.savez does.</param>
    /// <exception cref="ArgumentException">A name is empty or is there twice.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> arrays, bool compress = false) =>
        AtomicFile.Write(path, stream => Write(stream, arrays, compress));

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="ArgumentException">A name is empty or is there twice.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(arrays);
        HashSet<string> names = new(StringComparer.Ordinal);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Tensor tensor) in arrays)
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name)) throw new ArgumentException($"Each array needs a name of its own, not \"{name}\" twice.", nameof(arrays));
            ZipArchiveEntry entry = zip.CreateEntry(name + Suffix, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = ModelArchiveWriter.NoDate;
            using Stream content = entry.Open();
            NpyFile.Write(content, tensor);
        }
    }

    internal static IReadOnlyDictionary<string, Tensor> Read(ByteSource file, string name)
    {
        OrderedDictionary<string, Tensor> arrays = new(StringComparer.Ordinal);
        foreach (ZipMember member in ZipDirectory.Read(file, name, namesArePaths: false))
        {
            if (!member.Name.EndsWith(Suffix, StringComparison.Ordinal)) continue;
            ByteSource content = ZipContent.Open(file, member, name, Array.MaxLength);
            arrays.Add(member.Name[..^Suffix.Length], NpyFile.Read(content.Slice(0, (int)content.Length).Span, $"{name}/{member.Name}"));
        }

        return arrays;
    }
}
