using System.Text.Json.Nodes;

namespace Backprop.Vocabulary;

/// <summary>Something that Keras writes into a model's file by its class and its arguments: a layer, an optimizer, an initializer …</summary>
public interface IKerasObject
{
    /// <summary>Where Keras has the class, for example "keras.layers".</summary>
    string KerasModule { get; }

    /// <summary>What Keras calls the class, for example "Dense".</summary>
    string KerasClass { get; }

    /// <summary>"package>class" for classes that are not Keras' own; null for those that are.</summary>
    string? RegisteredName => null;

    /// <summary>The arguments, under Keras' names and in Keras' order.</summary>
    Config GetConfig();
}

/// <summary>How Keras writes objects in JSON.</summary>
public static class KerasObjects
{
    /// <summary>An object as Keras writes it: <c>{"module", "class_name", "config", "registered_name"}</c>; null for null.</summary>
    public static JsonObject? Write(IKerasObject? value) => value is null ? null : new JsonObject
    {
        ["module"] = value.KerasModule,
        ["class_name"] = value.KerasClass,
        ["config"] = value.GetConfig().ToJson(),
        ["registered_name"] = value.RegisteredName,
    };
}
