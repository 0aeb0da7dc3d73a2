using Backprop.Activations;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Applies an activation function to its input, whatever the shape.</summary>
/// <param name="activation">The function, by name or as an object.</param>
/// <param name="name">The name. Default activation, activation_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Activation(ActivationFunction activation, string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>The function.</summary>
    public ActivationFunction Function { get; } = activation ?? throw new ArgumentNullException(nameof(activation));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("activation", Function.ToJson());

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Activation FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Object("activation", ActivationRegistry.All));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Record("z", x);
        return context.Record("a", Function.Apply(x));
    }
}
