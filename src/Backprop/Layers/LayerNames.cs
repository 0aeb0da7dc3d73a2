namespace Backprop.Layers;

/// <summary>
/// Gives layers without a name the one that Keras would: the class in snake case, then with _1, _2 …
/// The count restarts in each model, so that running a program twice gives the same names.
/// </summary>
internal static class LayerNames
{
    /// <summary>Names the layers of one model, or the parts of one layer.</summary>
    /// <param name="layers">The layers, in order.</param>
    /// <param name="prefix">What stands before their names in paths: "" or "block/".</param>
    /// <exception cref="ArgumentException">Two layers were given the same name.</exception>
    public static void Assign(IReadOnlyList<Layer> layers, string prefix)
    {
        var taken = new HashSet<string>();
        foreach (Layer layer in layers)
        {
            if (layer.GivenName is { } given && !taken.Add(given)) throw new ArgumentException($"Two layers are named \"{given}\". The names in a model must differ.");
        }

        var counts = new Dictionary<string, int>();
        foreach (Layer layer in layers)
        {
            string name = layer.GivenName ?? Free(layer.DefaultName, taken, counts);
            taken.Add(name);
            if (!layer.IsNamed(name, prefix)) layer.Rename(name, prefix);
        }
    }

    private static string Free(string name, HashSet<string> taken, Dictionary<string, int> counts)
    {
        int count = counts.GetValueOrDefault(name);
        while (taken.Contains(Numbered())) count++;
        counts[name] = count + 1;
        return Numbered();

        string Numbered() => count == 0 ? name : $"{name}_{count}";
    }
}
