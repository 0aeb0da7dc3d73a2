namespace Backprop.Testing;

/// <summary>A new empty folder, with a space in its path because people's folders have them, deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateDirectory(System.IO.Path.Combine(Directory.CreateTempSubdirectory("backprop ").FullName, "a folder")).FullName;

    public string Path { get; }

    public string At(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a text file and returns its full path.</summary>
    public string Write(string relativePath, string text)
    {
        string path = At(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.GetParent(Path)!.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a program's file open for a moment after its end; a leftover in the temporary folder does no harm.
        }
    }
}
