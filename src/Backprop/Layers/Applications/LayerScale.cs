using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// x · gamma, with one gamma for each channel, which starts small, so that a deep network starts near the identity. Part of keras.applications' ConvNeXt.
/// Input and output (batch, …, channels), gamma (channels). Source: H. Touvron et al. (2021); keras/src/applications/convnext.py.
/// </summary>
public sealed class LayerScale : Layer
{
    private Variable? _gamma;

    /// <summary>Describes the layer.</summary>
    /// <param name="initValues">What each gamma starts with.</param>
    /// <param name="projectionDim">The number of channels.</param>
    /// <param name="name">The name. Default layer_scale, layer_scale_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel.</exception>
    public LayerScale(double initValues, int projectionDim, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(projectionDim, 1);
        (InitValues, ProjectionDim) = (initValues, projectionDim);
    }

    /// <summary>What each gamma starts with.</summary>
    public double InitValues { get; }

    /// <summary>The number of channels.</summary>
    public int ProjectionDim { get; }

    /// <inheritdoc/>
    public override string KerasModule => "keras.src.applications.convnext";

    /// <inheritdoc/>
    public override string? RegisteredName => KerasClass;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("init_values", InitValues).Set("projection_dim", ProjectionDim);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static LayerScale FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("init_values"), config.Int("projection_dim"));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape) => _gamma = AddWeight("variable", [ProjectionDim], new Initializers.Constant(InitValues));

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x * _gamma!;
}
