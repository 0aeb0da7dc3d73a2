using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The layers that files may contain. A class of your own is added by the program, under its <see cref="Layer.RegisteredName"/>, before it loads a file.</summary>
public static class LayerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Layer> All { get; } = new("layer", (layer, config) => layer.Configure(config))
    {
        { nameof(Activation), Activation.FromConfig },
        { nameof(Add), Add.FromConfig },
        { nameof(Average), Average.FromConfig },
        { nameof(Concatenate), Concatenate.FromConfig },
        { nameof(Dense), Dense.FromConfig },
        { nameof(Dot), Dot.FromConfig },
        { nameof(Dropout), Dropout.FromConfig },
        { nameof(Flatten), Flatten.FromConfig },
        { nameof(Identity), Identity.FromConfig },
        { nameof(InputLayer), InputLayer.FromConfig },
        { nameof(Maximum), Maximum.FromConfig },
        { nameof(Minimum), Minimum.FromConfig },
        { nameof(Multiply), Multiply.FromConfig },
        { nameof(Normalization), Normalization.FromConfig },
        { nameof(Reshape), Reshape.FromConfig },
        { nameof(Subtract), Subtract.FromConfig },
    };
}
