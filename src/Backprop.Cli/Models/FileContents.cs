using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backprop.Formats;
using Backprop.Tensors;

namespace Backprop.Cli.Models;

/// <summary>What a file of a model or of weights holds, as far as can be said without building the model.</summary>
/// <param name="Kind">The form, in words.</param>
/// <param name="Facts">Versions, members, layers.</param>
/// <param name="Tensors">Name, number type and shape of everything stored.</param>
internal sealed partial record FileContents(string Kind, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<(string Name, string Type)> Tensors)
{
    public static FileContents Of(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"There is no file {path}.");
        if (Directory.Exists(path)) return Archive(path);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy": return new("an array of NumPy", [], [("array", Type(NpyFile.Load(path)))]);
            case ".npz": return new("arrays of NumPy", [], [.. NpzFile.Load(path).Select(entry => (entry.Key, Type(entry.Value)))]);
            case ".safetensors":
                using (SafetensorsFile tensors = SafetensorsFile.Open(path))
                {
                    return new("weights as safetensors", [.. tensors.Metadata.Select(entry => (entry.Key, entry.Value))], [.. tensors.Entries.Select(entry => (entry.Name, $"{entry.Type.KerasName} {entry.Shape}"))]);
                }

            case ".h5" or ".hdf5":
                using (Hdf5File file = Hdf5File.Open(path))
                {
                    bool isModel = file.Root.Attributes.ContainsKey("model_config");
                    var facts = new List<(string, string)>();
                    foreach ((string name, Hdf5Attribute attribute) in file.Root.Attributes) facts.Add((name, attribute.IsText && attribute.Shape.Size == 1 ? Short(attribute.ReadString()) : attribute.Description));
                    return new(isModel ? "a model in HDF5, the older form" : "weights in HDF5", facts, Datasets(file.Root));
                }

            default: return Archive(path);
        }
    }

    private static FileContents Archive(string path)
    {
        using ModelArchive archive = ModelArchive.Open(path);
        var facts = new List<(string, string)> { ("members", string.Join(", ", archive.Members)) };
        if (archive.Ignored.Count > 0) facts.Add(("ignored", string.Join(", ", archive.Ignored)));
        if (archive.Has(ModelArchive.Metadata)) facts.Add(("written by", Short(archive.ReadText(ModelArchive.Metadata))));
        if (archive.Has(ModelArchive.Config)) facts.Add(("model", Describe(archive.ReadText(ModelArchive.Config), $"{archive.Name}/{ModelArchive.Config}")));
        IReadOnlyList<(string, string)> tensors = [];
        if (archive.Has(ModelArchive.Hdf5Weights))
        {
            using Hdf5File weights = archive.OpenHdf5(ModelArchive.Hdf5Weights);
            tensors = Datasets(weights.Root);
        }

        return new("a model of Keras", facts, tensors);
    }

    private static string Describe(string text, string file)
    {
        try
        {
            var json = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 256 }) as JsonObject;
            string name = json?["class_name"]?.ToString() ?? "unknown";
            string[] layers = json?["config"]?["layers"] is JsonArray list ? [.. list.Select(layer => layer?["class_name"]?.ToString() ?? "?")] : [];
            return $"{name} of {layers.Length} layers: {string.Join(", ", layers.GroupBy(layer => layer).Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} {group.Key}"))}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(file, null, "it is not JSON that describes a model; the file is damaged or nests too deep.", e);
        }
    }

    // The tenth array after the ninth, not after the first.
    private static IReadOnlyList<(string, string)> Datasets(Hdf5Group root) =>
        [.. root.AllDatasets().OrderBy(dataset => Digits().Replace(dataset.Path, digits => digits.Value.PadLeft(12, '0')), StringComparer.Ordinal).Select(dataset => (dataset.Path, dataset.Description))];

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    private static string Type(Tensor tensor) => $"{tensor.DType.KerasName} {tensor.Shape}";

    private static string Short(string text) => text.Length <= 100 ? text : text[..97] + "...";
}
