using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Passes its input on and adds l1·Σ|x| + l2·Σx² per sample to the loss. Source: keras/src/layers/regularization/activity_regularization.py.
/// </summary>
/// <param name="l1">The factor of the magnitudes, 0 or more. Default 0.</param>
/// <param name="l2">The factor of the squares, 0 or more. Default 0.</param>
/// <param name="name">The name. Default activity_regularization, activity_regularization_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null, DType? dtype = null) : Layer(name, dtype, activityRegularizer: new L1L2(l1, l2))
{
    /// <summary>The factor of the magnitudes.</summary>
    public double L1 => l1;

    /// <summary>The factor of the squares.</summary>
    public double L2 => l2;

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        // Keras' class makes its regularizer from the two factors and refuses to be given one.
        JsonObject json = base.GetConfig().ToJson();
        json.Remove("activity_regularizer");
        return new Config(json, "config").Set("l1", L1).Set("l2", L2);
    }

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static ActivityRegularization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("l1", 0), config.Double("l2", 0));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x;
}
