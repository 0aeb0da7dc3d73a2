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

    /// <summary>An input for texts: the model takes the numbers that its text layer finds for them.</summary>
    /// <param name="textShape">The shape of the texts of one sample, without the batch.</param>
    /// <param name="indexShape">The shape of their numbers, without the batch.</param>
    /// <param name="name">The name, or null.</param>
    internal InputLayer(Shape textShape, Shape indexShape, string? name)
        : this(indexShape, DType.Int64, name) => TextShape = textShape;

    /// <summary>What the texts of one sample look like, where files and Keras know the input as text; null for numbers.</summary>
    public Shape? TextShape { get; }

    /// <summary>The shape with the batch in front, "(None, 2)": for texts that of their numbers.</summary>
    public Shape BatchShape { get; }

    /// <summary>Number type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The value that the first layers are applied to.</summary>
    public SymbolicTensor Output { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config()
        .Set("batch_shape", ShapeInFiles).Set("dtype", TypeInFiles).Set("sparse", false).Set("ragged", false).Set("name", Name).Set("optional", false);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static InputLayer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse", "ragged").Ignore("optional");
        string key = config.Has("batch_shape") ? "batch_shape" : "batch_input_shape";
        Shape shape = config.Shape(key);
        if (shape.Rank == 0) throw config.Wrong(key, "a shape with the batch in front");
        if (config.OptionalText("dtype") == "string") return new(shape[1..], shape[1..], null);
        return new(shape[1..], config.Has("dtype") ? ReadDType(config, "dtype") : DType.Float32);
    }

    /// <summary>The shape that Keras knows, the batch in front.</summary>
    internal Shape ShapeInFiles => TextShape?.Insert(0, Shape.Unknown) ?? BatchShape;

    /// <summary>The type that Keras knows.</summary>
    internal string TypeInFiles => TextShape is null ? Type.DType.KerasName : "string";

    /// <summary>The same input for the text layer behind it, which says how many numbers a text has.</summary>
    internal InputLayer For(ITextLayer layer) => new(TextShape!.Value, layer.IndexShape(ShapeInFiles)[1..], Name);

    /// <inheritdoc/>
    private protected override Layer CopyWithoutWeights() => TextShape is { } texts ? new InputLayer(texts, BatchShape[1..], Name) : base.CopyWithoutWeights();

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

    /// <summary>
    /// Texts, as <c>keras.Input(shape=(1,), dtype="string")</c>: the model takes the numbers that the text layer finds for them (<c>model.Predict(texts)</c> does both), and
    /// Keras, opening the model's file, takes the texts.
    /// </summary>
    /// <param name="layer">The layer that the value is given to next.</param>
    /// <param name="texts">How many texts a sample has. Default 1.</param>
    /// <param name="name">The name. Default input_layer.</param>
    public static SymbolicTensor Text(ITextLayer layer, int texts = 1, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfLessThan(texts, 1);
        return new InputLayer([texts], layer.IndexShape([Shape.Unknown, texts])[1..], name).Output;
    }
}
