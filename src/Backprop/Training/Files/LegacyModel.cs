using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Layers;

namespace Backprop.Training;

/// <summary>
/// The HDF5 files of Keras 2, which Keras 3 still writes on request: for each layer the names of its weights, in order.
/// Source: keras/src/legacy/saving/legacy_h5_format.py.
/// </summary>
internal static class LegacyModel
{
    private const string Weights = "model_weights";

    /// <summary>The training configuration in the form of Keras 3.</summary>
    public static JsonNode? TrainingConfig(JsonNode? json)
    {
        if (json is not JsonObject old) return null;
        var config = (JsonObject)old.DeepClone();
        if (config["optimizer_config"] is { } optimizer)
        {
            config.Remove("optimizer_config");
            config["optimizer"] = optimizer;
        }

        return config;
    }

    /// <summary>Whether a file has this form.</summary>
    public static bool IsLegacy(Hdf5Group root) => root.TryGet(Weights, out _) || root.Attributes.ContainsKey("layer_names") || root.Attributes.ContainsKey("layer_names0");

    /// <summary>Puts the weights of such a file into a model.</summary>
    public static void ReadWeights(Model model, Hdf5Group root, StoredWeights stored)
    {
        bool isWhole = root.TryGet(Weights, out Hdf5Object? found);
        Hdf5Group group = isWhole && found is Hdf5Group inner ? inner : root;
        string prefix = isWhole ? Weights + "/" : "";
        string[] names = Texts(group, "layer_names");
        List<(string Name, string[] Paths)> filled = [];
        foreach (string name in names)
        {
            string[] weights = Texts(group.Group(name), "weight_names");
            if (weights.Length > 0) filled.Add((name, [.. weights.Select(weight => $"{prefix}{name}/{weight}")]));
        }

        Layer[] layers = [.. model.Layers.Where(layer => layer.AllWeights().Count > 0)];
        if (layers.Length != filled.Count) throw new ModelFormatException(stored.Name, "/" + Weights, $"the file has weights for {filled.Count} layers; the model has {layers.Length} with weights.");
        // The optimizers of Keras 2 keep other variables; as in Keras, they start anew.
        bool isKeras2 = root.Attributes.TryGetValue("keras_version", out Hdf5Attribute? version) && version.IsText && version.ReadString().StartsWith('2');
        IReadOnlyList<string> optimizer = !isKeras2 && root.TryGet("optimizer_weights", out Hdf5Object? state) && state is Hdf5Group stateGroup && stateGroup.Attributes.ContainsKey("weight_names")
            ? [.. Texts(stateGroup, "weight_names").Select(name => $"optimizer_weights/{name}")]
            : [];
        new WeightReader(model, stored).ReadLists(layers.Zip(filled, (layer, entry) => (layer, (IReadOnlyList<string>)entry.Paths)), optimizer);
    }

    /// <summary>Texts of an attribute; a long list is split into name0, name1 …</summary>
    private static string[] Texts(Hdf5Group group, string name)
    {
        if (group.Attributes.TryGetValue(name, out Hdf5Attribute? whole)) return whole.ReadStringsOrNone();
        var parts = new List<string>();
        for (int i = 0; group.Attributes.TryGetValue($"{name}{i}", out Hdf5Attribute? part); i++) parts.AddRange(part.ReadStringsOrNone());
        return [.. parts];
    }

    // An empty list is stored as an array of no numbers.
    private static string[] ReadStringsOrNone(this Hdf5Attribute attribute) => attribute.Shape.Size == 0 ? [] : attribute.ReadStrings();
}
