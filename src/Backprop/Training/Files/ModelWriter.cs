using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>Writes models as Keras 3 does.</summary>
internal static class ModelWriter
{
    // The version of Keras whose files these are like.
    private const string KerasVersion = "3.15.1";

    /// <summary>Writes a .keras file, whole or not at all.</summary>
    public static void Write(Model model, string path)
    {
        JsonObject config = Describe(model);
        var archive = new ModelArchiveWriter();
        archive.Add(ModelArchive.Metadata, new JsonObject
        {
            ["keras_version"] = KerasVersion,
            ["date_saved"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture),
        }.ToJsonString());
        archive.Add(ModelArchive.Config, BareNumbers.Write(config));
        archive.Add(ModelArchive.Hdf5Weights, Weights(model));
        foreach ((string member, string text) in LayerAssets.Of(model)) archive.Add(member, text);
        archive.Save(path);
    }

    /// <summary>The model as Keras' config.json has it.</summary>
    /// <exception cref="InvalidOperationException">A layer cannot be written.</exception>
    public static JsonObject Describe(Model model)
    {
        foreach (Layer layer in model.SelfAndParts())
        {
            string name = layer.RegisteredName ?? layer.KerasClass;
            if (layer is not OperationLayer && !ModelConfig.CanRead(name)) throw new InvalidOperationException($"The layer {layer.Name} ({layer.GetType().Name}) cannot be written to a file: give its class a RegisteredName, GetConfig and FromConfig, and add it to LayerRegistry.All as \"{name}\".");
        }

        JsonObject json = model.ToJson();
        json["compile_config"] = model.CompiledConfig();
        return json;
    }

    /// <summary>The weights and the optimizer's state, in Keras' groups.</summary>
    public static Hdf5Builder Weights(Model model)
    {
        var file = new Hdf5Builder();
        foreach (WeightGroup group in WeightTree.Of(model))
        {
            Hdf5GroupBuilder vars = file.Root.Group(group.Path.Length == 0 ? "vars" : $"{group.Path}/vars");
            vars.SetAttribute("name", group.Layer.Name);
            IReadOnlyList<Weight> weights = group.Layer.OwnWeights;
            for (int i = 0; i < weights.Count; i++) vars.AddDataset(Index(i), weights[i].Variable.Value);
        }

        if (model.IsCompiled)
        {
            Hdf5GroupBuilder vars = file.Root.Group("optimizer/vars");
            vars.SetAttribute("name", model.Optimizer.Name);
            IReadOnlyList<Variable> state = model.Optimizer.Variables;
            for (int i = 0; i < state.Count; i++) vars.AddDataset(Index(i), state[i].Value);
        }

        return file;
    }

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);
}
