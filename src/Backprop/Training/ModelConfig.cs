using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>What reading the configurations of models has in common.</summary>
internal static class ModelConfig
{
    static ModelConfig()
    {
        // Models are layers, too: of other models, and of layers such as TimeDistributed.
        LayerRegistry.All.Add(nameof(Sequential), Sequential.FromConfig);
        LayerRegistry.All.Add(nameof(Functional), Functional.FromConfig);
        // What Keras 2 called a functional model.
        LayerRegistry.All.Add(nameof(Model), Functional.FromConfig);
    }

    /// <summary>Whether files may contain layers, or models, of this class.</summary>
    public static bool CanRead(string className) => LayerRegistry.All.CanRead(className);

    /// <summary>A model as Keras writes it: class and configuration.</summary>
    public static Model Read(System.Text.Json.Nodes.JsonNode json, string path) => LayerRegistry.All.Read(json, path) as Model
        ?? throw new ConfigException(path, "it describes a layer where a model (Sequential or Functional) is expected.");

    /// <summary>A layer, or a model, as Keras writes it.</summary>
    public static Layer ReadLayer(System.Text.Json.Nodes.JsonNode json, string path) => LayerRegistry.All.Read(json, path);

    /// <summary>The layers of a model, in order.</summary>
    public static IReadOnlyList<Layer> ReadLayers(Config config) => config.Objects("layers", LayerRegistry.All);

    /// <summary>Does something with what stands at a place, and names the place if it fails.</summary>
    public static void At(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ConfigException(path, e.Message, e);
        }
    }
}
