using System.Diagnostics.CodeAnalysis;

namespace Backprop.Formats;

/// <summary>A group of an HDF5 file: groups and datasets under names, like a folder.</summary>
public sealed class Hdf5Group : Hdf5Object
{
    private readonly Dictionary<string, Hdf5Object> _children = new(StringComparer.Ordinal);

    internal Hdf5Group(Hdf5Location at, List<HeaderMessage> messages)
        : base(at, messages)
    {
    }

    /// <summary>The names of what is in it, sorted as HDF5 sorts them: "10" stands before "2".</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>What is in it, in the order of <see cref="Names"/>.</summary>
    public IEnumerable<Hdf5Object> Children => Names.Select(name => _children[name]);

    /// <summary>The group under a name.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public Hdf5Group Group(string name) => Require<Hdf5Group>(name, "group");

    /// <summary>The dataset under a name.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public Hdf5Dataset Dataset(string name) => Require<Hdf5Dataset>(name, "dataset");

    /// <summary>The group or dataset under a name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Hdf5Object? found) => _children.TryGetValue(name, out found);

    /// <summary>What a path leads to, from this group on: "layers/dense/vars/0"; null when there is nothing.</summary>
    public Hdf5Object? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Hdf5Object? at = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at is not Hdf5Group group || !group.TryGet(name, out at)) return null;
        }

        return at;
    }

    /// <summary>Every dataset in this group and in the groups below it, in the order of the names.</summary>
    public IEnumerable<Hdf5Dataset> AllDatasets() => Children.SelectMany(child => child switch
    {
        Hdf5Dataset dataset => [dataset],
        Hdf5Group group => group.AllDatasets(),
        _ => [],
    });

    internal void Fill(IEnumerable<Hdf5Object> children)
    {
        foreach (Hdf5Object child in children)
        {
            if (!_children.TryAdd(child.Name, child)) throw At.Damaged($"it has two entries named {child.Name}");
        }

        string[] names = [.. _children.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        Names = names;
    }

    private T Require<T>(string name, string kind) where T : Hdf5Object
    {
        if (!_children.TryGetValue(name, out Hdf5Object? child)) throw At.Refuse($"the {kind} {name} is missing; there is {Listing()}.");
        return child as T ?? throw child.At.Refuse($"a {kind} was expected here.");
    }

    private string Listing() => Names.Count switch
    {
        0 => "nothing",
        <= 12 => string.Join(", ", Names),
        _ => string.Join(", ", Names.Take(12)) + $" and {Names.Count - 12} more",
    };
}
