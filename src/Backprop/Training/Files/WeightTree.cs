using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>The weights of one layer, and where a weights file keeps them.</summary>
/// <param name="Path">The group: "layers/dense_1", or "" for a model's own weights. Numbered datasets stand in its subgroup "vars".</param>
/// <param name="Layer">The layer.</param>
internal readonly record struct WeightGroup(string Path, Layer Layer)
{
    /// <summary>The path of the weight with a number.</summary>
    public string Dataset(int index) => Path.Length == 0 ? $"vars/{index}" : $"{Path}/vars/{index}";
}

/// <summary>
/// Where Keras' weights files keep the weights of a model. A layer of a model is found by its class and its place among the layers of that class
/// ("layers/dense_1", never its own name), a layer inside a layer by the attribute that holds it ("layers/lstm/cell"). An object that is reached twice stands at the first path.
/// Source: <c>_save_state</c> in keras/src/saving/saving_lib.py.
/// </summary>
internal static class WeightTree
{
    /// <summary>The name under which a model keeps its layers.</summary>
    public const string Layers = "layers";

    /// <summary>The name that Keras 2.13 to 2.15 used instead.</summary>
    public const string OldLayers = "_layer_checkpoint_dependencies";

    /// <summary>All layers that a file has a place for, in the order in which Keras walks.</summary>
    public static IReadOnlyList<WeightGroup> Of(Model model, string container = Layers)
    {
        var groups = new List<WeightGroup>();
        Walk(model, "", container, groups, []);
        return groups;
    }

    private static void Walk(Layer layer, string path, string container, List<WeightGroup> groups, HashSet<Layer> visited)
    {
        if (!visited.Add(layer)) return;
        groups.Add(new WeightGroup(path, layer));
        foreach ((string name, Layer part) in Named(layer, container)) Walk(part, path.Length == 0 ? name : $"{path}/{name}", container, groups, visited);
    }

    private static IEnumerable<(string Name, Layer Part)> Named(Layer layer, string container)
    {
        if (layer is Model { IsComposed: true } model) return Numbered(model.Layers.Select(part => (container, part)));
        // Attributes in alphabetical order, private ones last; in a list, by class and number.
        (string Attribute, Layer Part)[] attributes = [.. layer.Parts.Select(part => (layer.AttributeOf(part), part))];
        IEnumerable<(string Attribute, Layer Part)> sorted = attributes
            .OrderBy(entry => entry.Attribute.StartsWith('_')).ThenBy(entry => entry.Attribute.Split('/')[0], StringComparer.Ordinal);
        return sorted.GroupBy(entry => entry.Attribute.Split('/')[0]).SelectMany(group => group.Any(entry => entry.Attribute.Contains('/'))
            ? Numbered(group.Select(entry => (group.Key, entry.Part)))
            : group);
    }

    private static IEnumerable<(string Name, Layer Part)> Numbered(IEnumerable<(string List, Layer Part)> parts)
    {
        var counts = new Dictionary<string, int>();
        foreach ((string list, Layer part) in parts)
        {
            string name = KerasNames.SnakeCase(part.KerasClass);
            int count = counts.GetValueOrDefault(name);
            counts[name] = count + 1;
            yield return ($"{list}/{(count == 0 ? name : $"{name}_{count}")}", part);
        }
    }
}
