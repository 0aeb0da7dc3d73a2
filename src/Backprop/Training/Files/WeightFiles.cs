using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>Weights without their model, in the forms in which they are kept.</summary>
internal static class WeightFiles
{
    /// <summary>Puts the weights of a file into a model.</summary>
    public static void Read(Model model, string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"There is no file \"{path}\".", path);
        string name = Path.GetFileName(path);
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            new WeightReader(model, new StoredWeights(name).Add(NpzFile.Load(path))).Read();
        }
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            new WeightReader(model, new StoredWeights(name).Add(file.Entries.Select(entry => KeyValuePair.Create(entry.Name, file.ReadTensor(entry.Name))))).Read();
        }
        else if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            ReadShards(model, path);
        }
        else if (ModelReader.IsHdf5(path) || path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase))
        {
            using Hdf5File file = Hdf5File.Open(path);
            StoredWeights stored = new StoredWeights(name).Add(file.Root);
            if (LegacyModel.IsLegacy(file.Root)) LegacyModel.ReadWeights(model, file.Root, stored);
            else new WeightReader(model, stored).Read();
        }
        else
        {
            using ModelArchive archive = ModelArchive.Open(path);
            using Hdf5File file = archive.OpenHdf5(ModelArchive.Hdf5Weights);
            new WeightReader(model, new StoredWeights($"{archive.Name}/{ModelArchive.Hdf5Weights}").Add(file.Root)).Read();
        }
    }

    /// <summary>Writes the weights of a model, whole or not at all.</summary>
    public static void Write(Model model, string path)
    {
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)) AtomicFile.Write(path, ModelWriter.Weights(model).WriteTo);
        else if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) NpzFile.Save(path, ByPath(model));
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) SafetensorsFile.Save(path, ByPath(model));
        else throw new ArgumentException($"Weights are written to a file whose name ends in .weights.h5, .npz or .safetensors, not \"{path}\".", nameof(path));
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> ByPath(Model model) => model.Weights.Select(weight => KeyValuePair.Create(weight.Path, weight.Variable.Value));

    /// <summary>
    /// Weights in several files that a .weights.json lists: "weight_map" says in which file, or files, a group stands.
    /// Source: <c>ShardedH5IOStore</c> in keras/src/saving/saving_lib.py.
    /// </summary>
    private static void ReadShards(Model model, string path)
    {
        string name = Path.GetFileName(path), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        JsonObject json = ModelReader.Parse(File.ReadAllText(path), name);
        if (json["weight_map"] is not JsonObject map) throw new ModelFormatException(name, null, "\"weight_map\" is missing; it says which file holds which weights.");
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string group, JsonNode? entry) in map)
        {
            foreach (JsonNode? item in entry is JsonArray several ? [.. several] : new[] { entry })
            {
                string? file = item is JsonValue value && value.TryGetValue(out string? text) ? text : null;
                if (file is null || file.Length == 0 || file != Path.GetFileName(file)) throw new ModelFormatException(name, $"weight_map.{group}", $"a file beside this one is expected, not {Config.Short(item)}.");
                files.Add(file);
            }
        }

        var stored = new StoredWeights(name);
        var open = new List<Hdf5File>();
        try
        {
            foreach (string file in files)
            {
                string shard = Path.Combine(folder, file);
                if (!File.Exists(shard)) throw new ModelFormatException(name, "weight_map", $"the file {file} is missing; it belongs beside {name}.");
                Hdf5File opened = Hdf5File.Open(shard);
                open.Add(opened);
                stored.Add(opened.Root);
            }

            new WeightReader(model, stored).Read();
        }
        finally
        {
            foreach (Hdf5File file in open) file.Dispose();
        }
    }
}
