namespace Backprop.Testing;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Backprop.slnx, found upwards from the test program, so that any checkout in any place will do.</summary>
    public static string Root { get; } = FindRoot();

    public static string At(string relativePath) => Path.Combine(Root, relativePath.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The files under <paramref name="folder"/> with one of <paramref name="extensions"/>, as (path with slashes from the root, full path).</summary>
    public static IEnumerable<(string Name, string FullPath)> Files(string folder, params string[] extensions)
    {
        if (!Directory.Exists(At(folder)))
        {
            return [];
        }

        return from path in Directory.EnumerateFiles(At(folder), "*", SearchOption.AllDirectories)
               let name = Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/')
               where extensions.Length == 0 || extensions.Contains(Path.GetExtension(path))
               where !name.Split('/').Any(part => part is "bin" or "obj" or "artifacts")
               orderby name
               select (name, path);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backprop.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Backprop.slnx.");
    }
}
