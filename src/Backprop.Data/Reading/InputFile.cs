namespace Backprop.Data.Reading;

/// <summary>Opens a file for reading, and says in one sentence when it is not one.</summary>
internal static class InputFile
{
    private static readonly (byte[] Start, string Kind)[] s_kinds =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a zip archive or an Excel workbook (.xlsx); save the sheet as CSV"),
        ("PAR1"u8.ToArray(), "a Parquet file; convert it to CSV"),
        ("\u0089PNG"u8.ToArray(), "a PNG picture"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ("<!DOCTYPE"u8.ToArray(), "an HTML page, perhaps an error page in place of the file; fetch the file again"),
        ("<!doctype"u8.ToArray(), "an HTML page, perhaps an error page in place of the file; fetch the file again"),
        ("<html"u8.ToArray(), "an HTML page, perhaps an error page in place of the file; fetch the file again"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls); save the sheet as CSV"),
    ];

    public static FileStream Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path) is { Length: > 0 } last ? last : path;
        if (Directory.Exists(path)) throw new DataFormatException(path, "this is a folder; name a file in it.");
        if (!File.Exists(path)) throw new DataFormatException(path, "there is no such file; check the name and the folder.");
        // Devices and pipes have no length, and opening one may wait for ever.
        var info = new FileInfo(path);
        if (((info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? info).Length == 0) throw new DataFormatException(path, "there are no rows: the file is empty, or a device or pipe rather than a file; save the data to a file first.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(name, $"the file cannot be opened: {Printable.Text(problem.Message, 200)}", inner: problem);
        }
    }

    public static bool IsGzip(Stream stream) => StartsWith(stream, [0x1F, 0x8B]);

    public static void RefuseOtherKinds(Stream stream, string name)
    {
        foreach ((byte[] start, string kind) in s_kinds)
        {
            if (StartsWith(stream, start)) throw new DataFormatException(name, $"this is not text with separators but {kind}.");
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
