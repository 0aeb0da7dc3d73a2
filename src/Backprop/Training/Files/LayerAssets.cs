using Backprop.Formats;
using Backprop.Layers;

namespace Backprop.Training;

/// <summary>The texts that layers keep in a .keras file, each under the path of its layer: "assets/layers/string_lookup/vocabulary.txt".</summary>
internal static class LayerAssets
{
    /// <summary>Gives the layers of a model their texts.</summary>
    public static void Load(Model model, ModelArchive archive)
    {
        foreach (WeightGroup group in WeightTree.Of(model))
        {
            if (group.Layer is not IHasAssets layer) continue;
            layer.LoadAssets(file => archive.Has(Member(group, file)) ? archive.ReadText(Member(group, file)) : null);
        }
    }

    /// <summary>The texts of a model's layers by member.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Model model)
    {
        foreach (WeightGroup group in WeightTree.Of(model))
        {
            if (group.Layer is not IHasAssets layer) continue;
            foreach ((string file, string text) in layer.SaveAssets()) yield return new(Member(group, file), text);
        }
    }

    private static string Member(WeightGroup group, string file) => $"{ModelArchive.Assets}{group.Path}/{file}";
}
