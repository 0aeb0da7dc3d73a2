using System.Buffers.Binary;
using System.Text;

namespace Backprop.Formats;

/// <summary>A member of a zip file, as the directory at its end describes it.</summary>
/// <param name="Name">The path within the archive.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Checksum">CRC-32 of the content.</param>
/// <param name="Stored">Bytes in the file.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Start">Where the stored bytes begin.</param>
internal sealed record ZipMember(string Name, int Method, uint Checksum, long Stored, long Length, long Start);

/// <summary>
/// Reads the directory of a zip file, and refuses whatever two readers could understand differently: names twice, names that climb
/// out, members that overlap, local headers that contradict the directory. .NET's own reader checks none of these, nor the checksums.
/// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
/// </summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22, LocatorBytes = 20, EntryBytes = 46, LocalBytes = 30, MostMembers = 100_000;

    /// <summary>The members, in the order of the directory.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="archive">What errors call it.</param>
    /// <param name="namesArePaths">Refuses names that climb out. The arrays of a .npz are called anything, and never become paths.</param>
    public static List<ZipMember> Read(ByteSource file, string archive, bool namesArePaths = true)
    {
        long end = FindEnd(file, archive);
        ReadOnlySpan<byte> tail = file.Slice(end, EndBytes).Span;
        long count = BinaryPrimitives.ReadUInt16LittleEndian(tail[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(tail[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail[16..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(tail[4..]) is not (0 or ushort.MaxValue)) throw Refuse("it is one part of a zip of several files; join them first.");
        if ((count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue) && end >= LocatorBytes) ReadEnd64(file, archive, ref end, ref count, ref size, ref start);
        if (count > MostMembers) throw Refuse($"it declares {count} members, more than {MostMembers}; the file is damaged or dangerous.");
        if (start < 0 || size < count * EntryBytes || size > int.MaxValue || start + size != end) throw Refuse("its directory of members is not where its end says; the file is damaged, copy it again.");
        var members = new List<ZipMember>((int)count);
        ReadOnlySpan<byte> directory = file.Slice(start, (int)size).Span;
        for (long i = 0; i < count; i++) members.Add(ReadEntry(ref directory, file, start, archive, namesArePaths));
        CheckTogether(members, archive, namesArePaths);
        return members;

        ModelFormatException Refuse(string problem) => new(archive, null, problem);
    }

    private static long FindEnd(ByteSource file, string archive)
    {
        int length = (int)Math.Min(file.Length, EndBytes + ushort.MaxValue);
        ReadOnlySpan<byte> tail = file.Slice(file.Length - length, length).Span;
        for (int at = length - EndBytes; at >= 0; at--)
        {
            // A comment may follow, of exactly the length that is declared.
            if (tail[at..].StartsWith("PK\u0005\u0006"u8) && BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == length - at - EndBytes) return file.Length - length + at;
        }

        bool isZip = file.Length >= 4 && file.Slice(0, 4).Span.SequenceEqual("PK\u0003\u0004"u8);
        throw new ModelFormatException(archive, null, file.Length == 0 ? "the file is empty, a .keras file is a zip; save the model again."
            : isZip ? "the zip was cut off, its end is missing; save or copy it again."
            : "this is not a .keras file, which is a zip with metadata.json, config.json and model.weights.h5; check that the right file was given.");
    }

    /// <summary>Reads the larger numbers that a zip has beyond 4 GiB or 65,535 members.</summary>
    private static void ReadEnd64(ByteSource file, string archive, ref long end, ref long count, ref long size, ref long start)
    {
        ReadOnlySpan<byte> locator = file.Slice(end - LocatorBytes, LocatorBytes).Span;
        if (!locator.StartsWith("PK\u0006\u0007"u8)) return;
        long at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (at < 0 || at != end - LocatorBytes - 56) throw new ModelFormatException(archive, null, "the end of its directory is damaged; copy the file again.");
        ReadOnlySpan<byte> tail = file.Slice(at, 56).Span;
        if (!tail.StartsWith("PK\u0006\u0006"u8)) throw new ModelFormatException(archive, null, "the end of its directory is damaged; copy the file again.");
        count = BinaryPrimitives.ReadInt64LittleEndian(tail[32..]);
        size = BinaryPrimitives.ReadInt64LittleEndian(tail[40..]);
        start = BinaryPrimitives.ReadInt64LittleEndian(tail[48..]);
        if (count < 0) count = long.MaxValue;
        if (size < 0 || start < 0) size = -1;
        end = at;
    }

    private static ZipMember ReadEntry(ref ReadOnlySpan<byte> directory, ByteSource file, long directoryStart, string archive, bool namesArePaths)
    {
        if (directory.Length < EntryBytes || !directory.StartsWith("PK\u0001\u0002"u8)) throw new ModelFormatException(archive, null, "its directory of members is damaged; copy the file again.");
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(directory[8..]);
        int method = BinaryPrimitives.ReadUInt16LittleEndian(directory[10..]);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(directory[16..]);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
        int total = EntryBytes + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(directory[42..]);
        if (total > directory.Length) throw new ModelFormatException(archive, null, "its directory of members is damaged; copy the file again.");
        ReadOnlySpan<byte> nameBytes = directory.Slice(EntryBytes, nameLength);
        string name = Encoding.UTF8.GetString(nameBytes);
        ReadExtra64(directory.Slice(EntryBytes + nameLength, extraLength), ref length, ref stored, ref start);
        directory = directory[total..];
        if (namesArePaths && !ModelArchive.IsSafe(name)) throw Refuse("a member's name may not be absolute nor climb out of the archive; the file is dangerous.");
        if ((flags & 0x2041) != 0) throw Refuse("it is encrypted, which is not read; save it without a password.");
        if (method is not (0 or 8)) throw Refuse($"it is compressed by method {Method(method)}, only stored and deflated members are read; pack it again.");
        if (method == 0 && stored != length) throw Refuse("its two sizes contradict each other; the file is damaged, copy it again.");
        if (start < 0 || stored < 0 || length < 0 || start > directoryStart - LocalBytes) throw Refuse("it would lie outside of the file; copy it again.");
        ReadOnlySpan<byte> local = file.Slice(start, LocalBytes).Span;
        int localName = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        long data = start + LocalBytes + localName + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (data > directoryStart || stored > directoryStart - data) throw Refuse("it would lie outside of the file; copy it again.");
        bool agrees = local.StartsWith("PK\u0003\u0004"u8) && localName == nameLength && BinaryPrimitives.ReadUInt16LittleEndian(local[8..]) == method &&
            ((BinaryPrimitives.ReadUInt16LittleEndian(local[6..]) ^ flags) & 0x2041) == 0 && file.Slice(start + LocalBytes, localName).Span.SequenceEqual(nameBytes);
        if (!agrees) throw Refuse("its header contradicts the directory of members; the file is damaged or dangerous.");
        return new ZipMember(name, method, checksum, stored, length, data);

        ModelFormatException Refuse(string problem) => new(archive, Printable(name), problem);
    }

    private static void ReadExtra64(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long start)
    {
        while (extra.Length >= 4)
        {
            int kind = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            ReadOnlySpan<byte> body = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (kind != 1) continue;
            Take(ref body, ref length);
            Take(ref body, ref stored);
            Take(ref body, ref start);
        }

        static void Take(ref ReadOnlySpan<byte> body, ref long value)
        {
            if (value != uint.MaxValue || body.Length < 8) return;
            value = BinaryPrimitives.ReadInt64LittleEndian(body);
            body = body[8..];
        }
    }

    private static void CheckTogether(List<ZipMember> members, string archive, bool namesArePaths)
    {
        HashSet<string> names = new(namesArePaths ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (ZipMember member in members)
        {
            if (!names.Add(member.Name)) throw new ModelFormatException(archive, Printable(member.Name), "a member of this name is there twice; the file is damaged or dangerous.");
        }

        long end = 0;
        foreach (ZipMember member in members.OrderBy(member => member.Start))
        {
            if (member.Start < end) throw new ModelFormatException(archive, Printable(member.Name), "it overlaps with another member; the file is damaged or dangerous.");
            end = member.Start + member.Stored;
        }
    }

    private static string Method(int method) => method switch { 9 => "deflate64", 12 => "bzip2", 14 => "LZMA", 93 => "zstandard", 95 => "XZ", _ => $"{method}" };

    private static string Printable(string name)
    {
        string text = string.Concat(name.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter));
        return name.Length > 80 ? text + "…" : text;
    }
}
