using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Auditing;

/// <summary>Weights by the names that Keras gives them.</summary>
internal static class WeightNames
{
    /// <summary>The place of a weight in the model: by its path, with or without the model's own name in front.</summary>
    /// <exception cref="ArgumentException">There is none, or several have that name.</exception>
    public static int Find(Model model, string path)
    {
        string[] paths = [.. model.Weights.Select(weight => weight.Path)];
        string name = path;
        int[] places = Places(name);
        if (places.Length == 0 && path.StartsWith(model.Name + "/", StringComparison.Ordinal)) places = Places(name = path[(model.Name.Length + 1)..]);
        if (places.Length == 0) places = [.. Enumerable.Range(0, paths.Length).Where(i => paths[i].EndsWith("/" + name, StringComparison.Ordinal))];
        if (places.Length == 1) return places[0];
        if (places.Length > 1) throw new ArgumentException($"The name {path} is not clear in the model {model.Name}: {string.Join(", ", places.Select(place => paths[place]))}.");
        string hint = KerasNames.Nearest(path, paths) is { } nearest ? $"Did you mean {nearest}?" : $"It has {string.Join(", ", paths)}.";
        throw new ArgumentException($"The model {model.Name} has no weight {path}. {hint}");

        int[] Places(string wanted) => [.. Enumerable.Range(0, paths.Length).Where(i => paths[i] == wanted)];
    }
}
