namespace Backprop.Layers;

/// <summary>A layer was given an input that it cannot take. The message names the layer, what it got and what it expects.</summary>
public sealed class LayerInputException : ArgumentException
{
    internal LayerInputException(Layer layer, IEnumerable<string> received, Exception reason)
        : base($"The layer {layer.FullName} ({layer.GetType().Name}) cannot take {string.Join(" and ", received)}: {reason.Message}", reason) => Layer = layer;

    /// <summary>The layer.</summary>
    public Layer Layer { get; }
}
