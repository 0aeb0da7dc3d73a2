using System.Buffers.Binary;
using Backprop.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Backprop.Formats;

/// <summary>A tensor as a .safetensors file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How a number is written.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Start">Where its numbers begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafetensorsEntry(string Name, StoredType Type, Shape Shape, long Start, long End);

/// <summary>
/// The file format of Hugging Face for weights: a header in JSON, then numbers, little-endian and row-major. The header is read and
/// checked at once (the numbers must fill the file without overlap or hole), numbers when they are asked for.
/// Source: https://github.com/huggingface/safetensors, README "Format".
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly ByteSource _numbers;
    private readonly string _name;
    private readonly SafeFileHandle? _handle;
    private readonly OrderedDictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);

    private SafetensorsFile(ByteSource file, string name, SafeFileHandle? handle)
    {
        _name = name;
        _handle = handle;
        long length = file.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file.Slice(0, 8).Span);
        if (length < 2 || length > SafetensorsHeader.MostBytes || length > file.Length - 8)
        {
            throw new ModelFormatException(name, null, "this is not a .safetensors file: its first eight bytes should be the length of a header; check that the right file was given.");
        }

        _numbers = file.Part(8 + length, file.Length - 8 - length);
        (List<SafetensorsEntry> entries, Metadata) = SafetensorsHeader.Read(file.Slice(8, (int)length), _numbers.Length, name);
        foreach (SafetensorsEntry entry in entries) _entries.Add(entry.Name, entry);
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries.Values;

    /// <summary>Texts that the writer added: for example "format": "pt".</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file. It stays open until it is disposed.</summary>
    /// <exception cref="ModelFormatException">It is no .safetensors file, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            return new SafetensorsFile(new FileSource(handle, 0, RandomAccess.GetLength(handle)), Path.GetFileName(path), handle);
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
    /// <exception cref="ModelFormatException">It is no .safetensors file, or is damaged.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string nameForMessages) => new(new MemorySource(bytes), nameForMessages, null);

    /// <summary>The numbers of one tensor.</summary>
    /// <exception cref="ModelFormatException">There is no such tensor, or it does not fit into memory.</exception>
    public Tensor ReadTensor(string name)
    {
        if (!_entries.TryGetValue(name, out SafetensorsEntry? entry)) throw new ModelFormatException(_name, name, "this tensor is missing.");
        if (entry.End - entry.Start > Array.MaxLength) throw new ModelFormatException(_name, name, "it has more bytes than a tensor holds.");
        var bytes = new byte[entry.End - entry.Start];
        _numbers.Read(entry.Start, bytes);
        var tensor = new Tensor(entry.Type.ReadAs, entry.Shape);
        try
        {
            StoredNumbers.Decode(bytes, entry.Type, bigEndian: false, tensor);
        }
        catch (OverflowException cause)
        {
            throw new ModelFormatException(_name, name, "it holds a number from 2^63 on, which int64 cannot; store it as another type.", cause);
        }

        return tensor;
    }

    /// <summary>Writes a file, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors, in the order in which they are written.</param>
    /// <param name="metadata">Texts to add.</param>
    /// <exception cref="ArgumentException">A name is empty, is "__metadata__", or is there twice.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="ArgumentException">A name is empty, is "__metadata__", or is there twice.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        byte[] header = SafetensorsHeader.Write(all, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Tensor tensor) in all) stream.Write(StoredNumbers.Encode(tensor));
    }

    /// <summary>Closes the file; its numbers can no longer be read.</summary>
    public void Dispose() => _handle?.Dispose();
}
