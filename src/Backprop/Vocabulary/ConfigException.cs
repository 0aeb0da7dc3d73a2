namespace Backprop.Vocabulary;

/// <summary>A configuration (of a layer, an optimizer …, as Keras writes it in JSON) says something that cannot be. The message names the place in the JSON, what is wrong and what is expected.</summary>
/// <param name="path">Where in the JSON, for example "config.layers[2].config.units".</param>
/// <param name="reason">What is wrong there.</param>
/// <param name="inner">What noticed it, or null.</param>
public sealed class ConfigException(string path, string reason, Exception? inner = null) : FormatException($"{path}: {reason}", inner)
{
    /// <summary>Where in the JSON.</summary>
    public string Path => path;

    /// <summary>What is wrong there.</summary>
    public string Reason => reason;
}
