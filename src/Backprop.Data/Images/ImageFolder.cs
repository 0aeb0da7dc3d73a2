namespace Backprop.Data;

/// <summary>The pictures in a folder and their classes, in Keras' order. Source: <c>index_directory</c> in keras/src/utils/dataset_utils.py.</summary>
internal sealed class ImageFolder
{
    private static readonly string[] s_endings = [".bmp", ".gif", ".jpeg", ".jpg", ".png"];

    private ImageFolder(IReadOnlyList<string> classNames, string[] paths, int[] labels) => (ClassNames, Paths, Labels) = (classNames, paths, labels);

    public IReadOnlyList<string> ClassNames { get; }

    public string[] Paths { get; }

    public int[] Labels { get; }

    /// <summary>Each folder in the folder is a class.</summary>
    public static ImageFolder WithClasses(string directory, IReadOnlyList<string>? classNames, bool followLinks)
    {
        Check(directory);
        string[] folders = [.. Directory.EnumerateDirectories(directory).Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (folders.Length == 0) throw new DataFormatException(directory, "there is no folder in this folder; put the pictures of each class into a folder of its own, named as the class.");
        if (classNames?.FirstOrDefault(name => !folders.Contains(name)) is { } missing) throw new DataFormatException(directory, $"there is no folder {Printable.Quoted(missing)} for the class; there are {string.Join(", ", folders.Take(10).Select(Printable.Quoted))}.");
        IReadOnlyList<string> names = classNames ?? folders;
        var paths = new List<string>();
        var labels = new List<int>();
        for (int label = 0; label < names.Count; label++)
        {
            int before = paths.Count;
            paths.AddRange(Pictures(Path.Combine(directory, names[label]), followLinks));
            labels.AddRange(Enumerable.Repeat(label, paths.Count - before));
        }

        return new ImageFolder(names, [.. paths], [.. labels]);
    }

    /// <summary>All pictures in the folder, with labels that were given, or none.</summary>
    public static ImageFolder WithLabels(string directory, IReadOnlyList<int>? labels, bool followLinks)
    {
        Check(directory);
        string[] paths = [.. Pictures(directory, followLinks)];
        if (labels is null) return new ImageFolder([], paths, []);
        if (labels.Count != paths.Length) throw new ArgumentException($"There are {labels.Count} labels and {paths.Length} pictures in {directory}; each picture needs one.", nameof(labels));
        int[] classes = [.. labels.Distinct().Order()];
        return new ImageFolder([.. classes.Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))], paths, [.. labels]);
    }

    private static void Check(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (File.Exists(directory)) throw new DataFormatException(directory, "this is a file; name the folder of the pictures.");
        if (!Directory.Exists(directory)) throw new DataFormatException(directory, "there is no such folder; check the name.");
    }

    private static IEnumerable<string> Pictures(string folder, bool followLinks)
    {
        try
        {
            // Sorted by the whole path of their folders, then by name, as os.walk's result is in Keras.
            return [.. Folders(folder, followLinks).Order(StringComparer.Ordinal)
                .SelectMany(inner => Directory.EnumerateFiles(inner).Where(IsPicture).Order(StringComparer.Ordinal))];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFormatException(folder, "you may not read this folder; change its permissions.", inner: e);
        }
    }

    private static bool IsPicture(string path) => s_endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static List<string> Folders(string top, bool followLinks)
    {
        var found = new List<string> { top };
        // A link may lead back to where it stands: no folder is entered twice.
        var entered = new HashSet<string>(StringComparer.Ordinal) { Real(new DirectoryInfo(top)) };
        for (int i = 0; i < found.Count; i++)
        {
            foreach (DirectoryInfo inner in new DirectoryInfo(found[i]).EnumerateDirectories())
            {
                if (inner.LinkTarget is not null && !followLinks) continue;
                if (entered.Add(Real(inner))) found.Add(Path.Combine(found[i], inner.Name));
            }
        }

        return found;
    }

    private static string Real(DirectoryInfo folder) => folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
}
