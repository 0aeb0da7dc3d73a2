using Backprop.Formats;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Numbers in a file that have not been read yet.</summary>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Place">Where they stand in the file.</param>
/// <param name="Read">Reads them.</param>
internal sealed record StoredTensor(Shape Shape, string Place, Func<Tensor> Read);

/// <summary>What weights a file, or several files that belong together, hold: numbers by path, read when they are asked for.</summary>
/// <param name="name">What errors call the file.</param>
internal sealed class StoredWeights(string name)
{
    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>What errors call the file.</summary>
    public string Name => name;

    /// <summary>The paths, "layers/dense/vars/0".</summary>
    public IEnumerable<string> Paths => _tensors.Keys;

    /// <summary>How many numbers the weights have, optimizer not counted.</summary>
    public long Numbers => _tensors.Where(entry => !entry.Key.StartsWith("optimizer/", StringComparison.Ordinal) && !entry.Key.StartsWith("optimizer_weights/", StringComparison.Ordinal)).Sum(entry => entry.Value.Shape.Size);

    /// <summary>Adds all datasets of a group.</summary>
    public StoredWeights Add(Hdf5Group root)
    {
        foreach (Hdf5Dataset dataset in root.AllDatasets())
        {
            string path = dataset.Path.TrimStart('/');
            if (!_tensors.TryAdd(path, new StoredTensor(dataset.Shape, dataset.Path, dataset.ReadTensor))) throw new ModelFormatException(name, dataset.Path, "it stands in two of the files; one must go.");
        }

        return this;
    }

    /// <summary>Adds tensors by name, of files that know no groups.</summary>
    public StoredWeights Add(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        foreach ((string key, Tensor tensor) in tensors) _tensors[key] = new StoredTensor(tensor.Shape, key, () => tensor);
        return this;
    }

    /// <summary>The paths at which nobody has looked.</summary>
    public IEnumerable<string> Left => Paths.Where(path => !_taken.Contains(path));

    /// <summary>The numbers at a path, or null.</summary>
    public StoredTensor? Find(string path)
    {
        if (!_tensors.TryGetValue(path, out StoredTensor? found)) return null;
        _taken.Add(path);
        return found;
    }

    /// <summary>The numbers at a path.</summary>
    /// <exception cref="ModelFormatException">There are none, or they have another shape.</exception>
    public StoredTensor Find(string path, Shape shape, string wanted)
    {
        if (Find(path) is not { } found) throw new ModelFormatException(name, "/" + path, $"it is missing; {wanted} of shape {shape} is expected there. {Near(path)}");
        return found.Shape == shape ? found : throw new ModelFormatException(name, found.Place, $"it has shape {found.Shape}; {wanted} has shape {shape}. The file belongs to another model.");
    }

    private string Near(string path)
    {
        string folder = path[..path.LastIndexOf('/')];
        while (folder.Contains('/') && !_tensors.Keys.Any(key => key.StartsWith(folder + "/", StringComparison.Ordinal))) folder = folder[..folder.LastIndexOf('/')];
        string[] there = [.. _tensors.Keys.Where(key => key.StartsWith(folder + "/", StringComparison.Ordinal)).Take(4)];
        return there.Length == 0 ? "The file holds weights of another form." : $"The file has {string.Join(", ", there.Select(key => "/" + key))}{(there.Length == 4 ? " …" : "")} there.";
    }
}
