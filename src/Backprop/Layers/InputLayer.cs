using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Where data enters a model. It says what one sample looks like; the number of samples stays open.</summary>
public sealed class InputLayer : Layer
{
    /// <summary>Describes an input.</summary>
    /// <param name="shape">The shape of one sample, without the batch.</param>
    /// <param name="dtype">The number type. Default that of the model, float32 unless it says otherwise.</param>
    /// <param name="name">The name. Default input_layer.</param>
    /// <exception cref="ArgumentException">A length is 0.</exception>
    public InputLayer(Shape shape, DType dtype = DType.Float32, string? name = null)
        : base(name)
    {
        if (shape.Lengths.Contains(0)) throw new ArgumentException($"An input needs at least one number per sample; its shape is {shape}.", nameof(shape));
        BatchShape = shape.Insert(0, Shape.Unknown);
        Type = new TensorType(dtype, BatchShape);
        Output = new LayerCall(this, [], [Type]).Outputs[0];
    }

    /// <summary>The shape with the batch in front, "(None, 2)".</summary>
    public Shape BatchShape { get; }

    /// <summary>Number type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The value that the first layers are applied to.</summary>
    public SymbolicTensor Output { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config()
        .Set("batch_shape", BatchShape).Set("dtype", Type.DType.KerasName).Set("sparse", false).Set("ragged", false).Set("name", Name).Set("optional", false);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static InputLayer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse", "ragged").Ignore("optional");
        string key = config.Has("batch_shape") ? "batch_shape" : "batch_input_shape";
        Shape shape = config.Shape(key);
        if (shape.Rank == 0) throw config.Wrong(key, "a shape with the batch in front");
        return new(shape[1..], config.Has("dtype") ? ReadDType(config, "dtype") : DType.Float32);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context) => x;
}

/// <summary>Starts a model in the functional API.</summary>
public static class Input
{
    /// <summary>A value that data will be fed to.</summary>
    /// <param name="shape">The shape of one sample, without the batch: <c>[2]</c> for rows of two numbers.</param>
    /// <param name="dtype">The number type. Default float32; float64 makes all layers behind it compute in float64.</param>
    /// <param name="name">The name. Default input_layer.</param>
    public static SymbolicTensor Of(Shape shape, DType dtype = DType.Float32, string? name = null) => new InputLayer(shape, dtype, name).Output;
}
