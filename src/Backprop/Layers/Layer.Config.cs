using System.Text.Json.Nodes;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

public abstract partial class Layer
{
    /// <inheritdoc/>
    public virtual string KerasModule => "keras.layers";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <summary>"package>class" of a class of your own, under which it is registered in <see cref="LayerRegistry"/>; null for Keras' classes.</summary>
    public virtual string? RegisteredName => null;

    /// <summary>
    /// The arguments of the constructor, under Keras' names and in Keras' order. Override it, add the layer's own, and read them back in a static method
    /// <c>FromConfig(Config)</c> that stands in <see cref="LayerRegistry"/>: name, number type, trainable and activity regularizer are written and read here.
    /// </summary>
    public virtual Config GetConfig()
    {
        Config config = new Config().Set("name", Name).Set("trainable", Trainable).Set("dtype", _dtype is null ? null : DTypePolicy(DType));
        return ActivityRegularizer is null ? config : config.Set("activity_regularizer", ActivityRegularizer);
    }

    /// <summary>Whether Keras' class is called with a list, <c>Add()([a, b])</c>, rather than with one value after the other.</summary>
    protected internal virtual bool TakesList => false;

    /// <summary>The shapes for which the weights were made; none before that.</summary>
    private protected virtual IReadOnlyList<Shape> ShapesInFiles => IsBuilt ? BuildShapes : [];

    /// <summary>The layer as Keras writes it into a model: with the shapes for which its weights were made, as far as one shape or a list says it.</summary>
    internal JsonObject ToJson()
    {
        JsonObject json = KerasObjects.Write(this)!;
        IReadOnlyList<Shape> built = ShapesInFiles;
        if (built.Count > 0 && (built.Count == 1 || TakesList))
        {
            JsonNode shapes = TakesList ? new JsonArray([.. built.Select(Config.ShapeJson)]) : Config.ShapeJson(built[0]);
            json["build_config"] = new JsonObject { ["input_shape"] = shapes };
        }

        return json;
    }

    /// <summary>A layer with the same configuration and name, and weights of its own that do not exist yet.</summary>
    /// <exception cref="InvalidOperationException">The configuration does not tell how to make one.</exception>
    internal Layer Copy()
    {
        const string Way = "Register its class in LayerRegistry, or make its copies yourself with cloneFunction.";
        Layer copy;
        try
        {
            copy = CopyWithoutWeights();
        }
        catch (Exception e) when (e is ConfigException or NotSupportedException)
        {
            throw new InvalidOperationException($"The layer {Name} ({GetType().Name}) cannot be copied: {e.Message} {Way}", e);
        }

        if (copy.GetType() != GetType()) throw new InvalidOperationException($"The layer {Name} ({GetType()}) cannot be copied: its configuration describes a {copy.GetType()}. {Way}");
        if (this is IHasAssets from && copy is IHasAssets to)
        {
            IReadOnlyDictionary<string, string> assets = from.SaveAssets();
            to.LoadAssets(assets.GetValueOrDefault);
        }

        return copy;
    }

    /// <summary>What <see cref="Copy"/> does: by default, what reading a file does.</summary>
    private protected virtual Layer CopyWithoutWeights() => LayerRegistry.All.Read(ToJson(), Name);

    /// <summary>The shapes for which the weights were made; empty before that.</summary>
    internal IReadOnlyList<Shape> BuildShapes { get; private set; } = [];

    /// <summary>Sets what all layers share, from a file.</summary>
    internal void Configure(Config config)
    {
        GivenName = config.OptionalName() ?? GivenName;
        if (config.Has("dtype")) Adopt(ReadDType(config, "dtype"));
        if (!config.Bool("trainable", true)) Trainable = false;
        _activityRegularizer ??= config.OptionalObject("activity_regularizer", RegularizerRegistry.All);
    }

    /// <summary>A number type as Keras writes it for layers.</summary>
    internal static JsonNode DTypePolicy(DType dtype) => new JsonObject
    {
        ["module"] = "keras",
        ["class_name"] = "DTypePolicy",
        ["config"] = new JsonObject { ["name"] = dtype.KerasName },
        ["registered_name"] = null,
    };

    /// <summary>
    /// The number type that a file asks for: a name or a policy. Mixed precision keeps its weights in float32 and computes in float32 here;
    /// half precision is computed in float32.
    /// </summary>
    internal static DType ReadDType(Config config, string key)
    {
        string name = config.Json(key) is JsonObject ? config.Inner(key) is var policy && policy.Has("config") ? policy.Inner("config").Text("name") : policy.Text("class_name") : config.Text(key);
        return name switch
        {
            "float64" => DType.Float64,
            "float32" or "float16" or "bfloat16" or "mixed_float16" or "mixed_bfloat16" => DType.Float32,
            "int32" => DType.Int32,
            "int64" => DType.Int64,
            "bool" => DType.Bool,
            // Text never enters a graph: a model takes the numbers that its first layer finds for text (ITextLayer).
            "string" => DType.Int64,
            "uint8" or "int8" or "int16" or "uint16" => DType.Int32,
            _ => throw new ConfigException(config.At(key), $"there is no number type \"{name}\" here; float32 and float64 are known."),
        };
    }
}
