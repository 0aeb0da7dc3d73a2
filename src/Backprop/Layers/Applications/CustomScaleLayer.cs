using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// The first input plus scale times the second: a residual branch made smaller. Part of keras.applications' InceptionResNetV2.
/// Source: C. Szegedy et al. (2016); keras/src/applications/inception_resnet_v2.py.
/// </summary>
/// <param name="scale">The factor of the second input.</param>
/// <param name="name">The name. Default custom_scale_layer, custom_scale_layer_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class CustomScaleLayer(double scale, string? name = null, DType? dtype = null) : Merge(name, dtype)
{
    /// <summary>The factor of the second input.</summary>
    public double Scale { get; } = scale;

    /// <inheritdoc/>
    public override string KerasModule => "keras.src.applications.inception_resnet_v2";

    /// <inheritdoc/>
    public override string? RegisteredName => KerasClass;

    private protected override int Fewest => 2;

    private protected override int Most => 2;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("scale", Scale);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static CustomScaleLayer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("scale"));
    }

    /// <inheritdoc/>
    protected override Node Combine(IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs[0] + inputs[1] * Scale;
    }
}
