using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Backprop.Tensors;

namespace Backprop.Tests.Training;

/// <summary>Reads the arrays of a .npz file: a zip of .npy files of format 1.0, little-endian, row-major.</summary>
internal static partial class NpzFile
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        var arrays = new Dictionary<string, Tensor>();
        using ZipArchive archive = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var memory = new MemoryStream();
            using (Stream stream = entry.Open()) stream.CopyTo(memory);
            arrays[Path.GetFileNameWithoutExtension(entry.Name)] = Array(memory.ToArray());
        }

        return arrays;
    }

    private static Tensor Array(byte[] bytes)
    {
        int headerLength = BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, headerLength);
        Assert.Contains("'fortran_order': False", header);
        int[] lengths = [.. Lengths().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse)];
        ReadOnlySpan<byte> data = bytes.AsSpan(10 + headerLength);
        return Kind().Match(header).Groups[1].Value switch
        {
            "<f4" => Tensor.From(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(data), Shape.Create(lengths)),
            "<f8" => Tensor.From(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(data), Shape.Create(lengths)),
            "<i4" => Tensor.From(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(data), Shape.Create(lengths)),
            "<i8" => Tensor.From(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(data), Shape.Create(lengths)),
            string other => throw new NotSupportedException(other),
        };
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Lengths();

    [GeneratedRegex(@"'descr': '([^']*)'")]
    private static partial Regex Kind();
}
