namespace Backprop.Data.Reading;

/// <summary>Opens a file for reading, and says in one sentence when it is not one.</summary>
internal static class InputFile
{
    private static readonly (byte[] Start, string Kind)[] s_kinds =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a zip archive or an Excel workbook (.xlsx); save the sheet as CSV"),
        ("PAR1"u8.ToArray(), "a Parquet file; convert it to CSV"),
        ("ARROW1"u8.ToArray(), "an Arrow file; convert it to CSV"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database; export the table as CSV"),
        ("%PDF"u8.ToArray(), "a PDF document; export the table as CSV"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture; choose a table"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file; export the table as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls); save the sheet as CSV"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd; decompress it first, or compress it with gzip"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "compressed with xz; decompress it first, or compress it with gzip"),
        ("BZh"u8.ToArray(), "compressed with bzip2; decompress it first, or compress it with gzip"),
    ];

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="DataFormatException">It is missing, a folder, a pipe, a device, empty, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0')) throw new DataFormatException(path, "no file has a NUL character in its name; check the name.");
        if (Directory.Exists(path)) throw new DataFormatException(path, "this is a folder; name a file in it.");
        var info = new FileInfo(path);
        if (!info.Exists) throw new DataFormatException(path, "there is no such file; check the name and the folder.");
        try
        {
            // What has no length is empty, or a pipe or device, which may block or never end: those are never opened the ordinary way.
            long length = info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : info.Length;
            if (length == 0) throw new DataFormatException(path, SpecialFile.Describe(path) ?? "the file is empty: no rows, no numbers; write or fetch it again.");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new DataFormatException(path, "you may not read this file; change its permissions, or copy it.", inner: problem);
        }
        catch (IOException problem)
        {
            throw new DataFormatException(path, $"the file cannot be opened: {Printable.Text(problem.Message, 200)}", inner: problem);
        }
    }

    public static bool IsGzip(Stream stream) => StartsWith(stream, [0x1F, 0x8B]);

    /// <summary>Recognises by their first bytes the files that are often mistaken for a table of text.</summary>
    public static void RefuseOtherKinds(Stream stream, string name)
    {
        foreach ((byte[] start, string kind) in s_kinds)
        {
            if (StartsWith(stream, start)) throw new DataFormatException(name, $"this is not text with separators but {kind}.");
        }
    }

    /// <summary>Recognises texts that are not tables.</summary>
    public static void RefuseOtherTexts(string sample, string name)
    {
        ReadOnlySpan<char> start = sample.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            throw new DataFormatException(name, "this is not text with separators but an HTML page, perhaps an error page in place of the file; fetch the file again.");
        }

        if (start.StartsWith("<?xml", StringComparison.Ordinal) || start.StartsWith("{\"", StringComparison.Ordinal) || start.StartsWith("[{", StringComparison.Ordinal))
        {
            throw new DataFormatException(name, "this is not text with separators but JSON or XML; convert it to CSV.");
        }
    }

    private static bool StartsWith(Stream stream, ReadOnlySpan<byte> start)
    {
        if (!stream.CanSeek) return false;
        long position = stream.Position;
        Span<byte> found = stackalloc byte[start.Length];
        int count = stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return count == start.Length && found.SequenceEqual(start);
    }
}
