using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// y = x·scale + offset, for example images of 0 … 255 to 0 … 1 with a scale of 1/255. Whole numbers become floats. Any shape.
/// Source: keras/src/layers/preprocessing/rescaling.py.
/// </summary>
public sealed class Rescaling : Layer
{
    private readonly double[] _scale, _offset;

    /// <summary>Describes the layer.</summary>
    /// <param name="scale">What is multiplied.</param>
    /// <param name="offset">What is added. Default 0.</param>
    /// <param name="name">The name. Default rescaling, rescaling_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    public Rescaling(double scale, double offset = 0, string? name = null, DType? dtype = null)
        : this([scale], [offset], name, dtype)
    {
    }

    /// <summary>Describes the layer with numbers for each entry of the last axis, such as the three colours.</summary>
    /// <param name="scale">What is multiplied: one number, or one for each entry.</param>
    /// <param name="offset">What is added: one number, or one for each entry.</param>
    /// <param name="name">The name. Default rescaling, rescaling_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    public Rescaling(IReadOnlyList<double> scale, IReadOnlyList<double> offset, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(offset);
        if (scale.Count == 0 || offset.Count == 0) throw new ArgumentException("Rescaling needs a scale and an offset.");
        (_scale, _offset) = ([.. scale], [.. offset]);
    }

    /// <summary>What is multiplied.</summary>
    public IReadOnlyList<double> Scale => _scale;

    /// <summary>What is added.</summary>
    public IReadOnlyList<double> Offset => _offset;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Config GetConfig() => Write(Write(base.GetConfig(), "scale", _scale), "offset", _offset);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Rescaling FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(Read(config, "scale") ?? throw config.Wrong("scale", "a number or numbers"), Read(config, "offset") ?? [0]);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Functions.Cast(x, DType) * Numbers(_scale) + Numbers(_offset);
    }

    private Node Numbers(double[] numbers) => numbers.Length == 1 ? Constant.Of(numbers[0], DType) : Constant.Of(Tensor.From(numbers).Cast(DType));

    private static Config Write(Config config, string key, double[] numbers) => numbers.Length == 1 ? config.Set(key, numbers[0]) : config.Set(key, numbers);

    /// <summary>Keras writes an array of NumPy as <c>{"class_name": "__numpy__", "config": {"value": …}}</c>.</summary>
    private static double[]? Read(Config config, string key) => config.Json(key) is JsonObject ? config.Inner(key).Inner("config").OptionalDoubles("value") : config.OptionalDoubles(key);
}
