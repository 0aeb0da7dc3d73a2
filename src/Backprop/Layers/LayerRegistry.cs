using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The layers that files may contain. A class of your own is added by the program, under its <see cref="Layer.RegisteredName"/>, before it loads a file.</summary>
public static class LayerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Layer> All { get; } = new("layer", (layer, config) => layer.Configure(config))
    {
        { nameof(Activation), Activation.FromConfig },
        { nameof(ActivityRegularization), ActivityRegularization.FromConfig },
        { nameof(Add), Add.FromConfig },
        { nameof(AlphaDropout), AlphaDropout.FromConfig },
        { nameof(Average), Average.FromConfig },
        { nameof(BatchNormalization), BatchNormalization.FromConfig },
        { nameof(Concatenate), Concatenate.FromConfig },
        { nameof(Dense), Dense.FromConfig },
        { nameof(Dot), Dot.FromConfig },
        { nameof(Dropout), Dropout.FromConfig },
        { nameof(EinsumDense), EinsumDense.FromConfig },
        { nameof(ELU), ELU.FromConfig },
        { nameof(Embedding), Embedding.FromConfig },
        { nameof(Flatten), Flatten.FromConfig },
        { nameof(GaussianDropout), GaussianDropout.FromConfig },
        { nameof(GaussianNoise), GaussianNoise.FromConfig },
        { nameof(GroupNormalization), GroupNormalization.FromConfig },
        { nameof(Identity), Identity.FromConfig },
        { nameof(InputLayer), InputLayer.FromConfig },
        { nameof(LayerNormalization), LayerNormalization.FromConfig },
        { nameof(LeakyReLU), LeakyReLU.FromConfig },
        { nameof(Masking), Masking.FromConfig },
        { nameof(Maximum), Maximum.FromConfig },
        { nameof(Minimum), Minimum.FromConfig },
        { nameof(Multiply), Multiply.FromConfig },
        { nameof(Normalization), Normalization.FromConfig },
        { nameof(PReLU), PReLU.FromConfig },
        { nameof(ReLU), ReLU.FromConfig },
        { nameof(Reshape), Reshape.FromConfig },
        { nameof(RMSNormalization), RMSNormalization.FromConfig },
        { nameof(Softmax), Softmax.FromConfig },
        { nameof(Subtract), Subtract.FromConfig },
        { nameof(UnitNormalization), UnitNormalization.FromConfig },
    };
}
