using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Backprop.Studio.Experiments;

/// <summary>A text packed into letters that may stand in an address.</summary>
internal static class ExperimentLink
{
    /// <summary>Longer links are cut by browsers and mail programs: a file is used instead.</summary>
    public const int MostLetters = 60_000;

    public static string Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize)) deflate.Write(Encoding.UTF8.GetBytes(text));
        return Base64Url.EncodeToString(packed.ToArray());
    }

    /// <summary>The text.</summary>
    /// <exception cref="StudioException">The letters are damaged, or hold more than an experiment may have.</exception>
    public static string Unpack(string letters)
    {
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(Base64Url.DecodeFromChars(letters)), CompressionMode.Decompress);
            using var reader = new StreamReader(deflate, Encoding.UTF8);
            var text = new char[Experiment.MostLetters + 1];
            int length = reader.ReadBlock(text);
            return length <= Experiment.MostLetters && length > 0 ? new string(text, 0, length) : throw new StudioException("The link holds more than an experiment may have, or nothing.");
        }
        catch (Exception error) when (error is FormatException or InvalidDataException)
        {
            throw new StudioException("The link is damaged: a part of it is missing, or was changed.");
        }
    }
}
