using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>
/// Builds an HDF5 file and writes it as h5py does by default, so that Keras opens it: superblock 0, groups as B-trees of symbol
/// tables, contiguous little-endian numbers, texts of variable length. The same content gives the same bytes.
/// </summary>
/// <example>
/// <code>
/// var builder = new Hdf5Builder();
/// builder.Root.Group("layers/dense/vars").AddDataset("0", kernel);
/// builder.Root.Group("vars").SetAttribute("name", "sequential");
/// builder.WriteTo(stream);
/// </code>
/// </example>
public sealed class Hdf5Builder
{
    /// <summary>The group that holds everything else.</summary>
    public Hdf5GroupBuilder Root { get; } = new("/");

    /// <summary>Writes the file from front to back; the stream need not be able to seek.</summary>
    /// <exception cref="IOException">The stream cannot take it.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Hdf5Output.Write(Root, stream);
    }

    /// <summary>The file in memory.</summary>
    public byte[] ToArray()
    {
        using var memory = new MemoryStream();
        WriteTo(memory);
        return memory.ToArray();
    }
}

/// <summary>A group or dataset that is to be written.</summary>
public abstract class Hdf5ObjectBuilder
{
    private protected Hdf5ObjectBuilder(string path) => Path = path;

    /// <summary>Where it will be in the file.</summary>
    public string Path { get; }

    internal List<(string Name, object Value)> Attributes { get; } = [];

    /// <summary>Fastens a text to it, in place of an earlier attribute of that name.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a zero.</exception>
    public void SetAttribute(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Set(name, text);
    }

    /// <summary>Fastens a list of texts to it, of shape (n,).</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a zero.</exception>
    public void SetAttribute(string name, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Set(name, texts.ToArray());
    }

    /// <summary>Fastens numbers to it; a tensor of shape () is a single number.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains a zero, or the numbers take more than 60,000 bytes, which an attribute cannot hold.</exception>
    public void SetAttribute(string name, Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.Type.Bytes > 60_000) throw new ArgumentException($"An attribute holds at most 60,000 bytes, not {numbers.Type.Bytes}; make it a dataset.", nameof(numbers));
        Set(name, numbers);
    }

    private void Set(string name, object value)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0') || name.Length > 1000) throw new ArgumentException("The name of an attribute is 1 to 1000 letters without a zero.", nameof(name));
        Attributes.RemoveAll(attribute => attribute.Name == name);
        Attributes.Add((name, value));
    }
}

/// <summary>A group that is to be written.</summary>
public sealed class Hdf5GroupBuilder : Hdf5ObjectBuilder
{
    internal Hdf5GroupBuilder(string path)
        : base(path)
    {
    }

    internal Dictionary<string, Hdf5ObjectBuilder> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The group at a path from here on, made where it is missing: "layers/dense/vars".</summary>
    /// <exception cref="ArgumentException">The path is empty or leads through a dataset.</exception>
    public Hdf5GroupBuilder Group(string path)
    {
        Hdf5GroupBuilder at = this;
        foreach (string name in Names(path))
        {
            if (!at.Children.TryGetValue(name, out Hdf5ObjectBuilder? child)) at.Children.Add(name, child = new Hdf5GroupBuilder(at.PathOf(name)));
            at = child as Hdf5GroupBuilder ?? throw new ArgumentException($"{child.Path} is a dataset, not a group.", nameof(path));
        }

        return at;
    }

    /// <summary>Adds numbers under a path; its last part names the dataset. The tensor is read when the file is written.</summary>
    /// <exception cref="ArgumentException">There is something of that name already.</exception>
    public Hdf5DatasetBuilder AddDataset(string path, Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Add(path, numbers, numbers.Shape);
    }

    /// <summary>Adds texts under a path, of shape (n,).</summary>
    /// <exception cref="ArgumentException">There is something of that name already.</exception>
    public Hdf5DatasetBuilder AddDataset(string path, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] all = [.. texts];
        return Add(path, all, [all.Length]);
    }

    private static string[] Names(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] names = path.Split('/');
        if (names.Any(name => name is "" or "." or ".." || name.Contains('\0'))) throw new ArgumentException($"\"{path}\" is no path within a file: names joined by /.", nameof(path));
        return names;
    }

    private Hdf5DatasetBuilder Add(string path, object content, Shape shape)
    {
        string[] names = Names(path);
        Hdf5GroupBuilder group = names.Length == 1 ? this : Group(string.Join('/', names[..^1]));
        var dataset = new Hdf5DatasetBuilder(group.PathOf(names[^1]), content, shape);
        if (!group.Children.TryAdd(names[^1], dataset)) throw new ArgumentException($"There is a {dataset.Path} already.", nameof(path));
        return dataset;
    }

    private string PathOf(string name) => Path == "/" ? "/" + name : $"{Path}/{name}";
}

/// <summary>A dataset that is to be written.</summary>
public sealed class Hdf5DatasetBuilder : Hdf5ObjectBuilder
{
    internal Hdf5DatasetBuilder(string path, object content, Shape shape)
        : base(path)
    {
        Content = content;
        Shape = shape;
    }

    /// <summary>The lengths of its axes.</summary>
    public Shape Shape { get; }

    /// <summary>A tensor or an array of texts.</summary>
    internal object Content { get; }
}
