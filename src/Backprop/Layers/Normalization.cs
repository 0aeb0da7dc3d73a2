using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Shifts and scales each feature to mean 0 and variance 1: (x − mean) / max(√variance, 10⁻⁷). Mean and variance are given, or found in data by <see cref="Adapt"/>
/// and then kept with the model, so that whoever uses the model need not know them. Source: keras/src/layers/preprocessing/normalization.py.
/// </summary>
public sealed class Normalization : Layer
{
    private const double Epsilon = 1e-7;

    private readonly double[]? _givenMean;
    private readonly double[]? _givenVariance;
    private Node? _mean;
    private Node? _variance;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axis of the features, each with a mean and a variance of its own; null for one of all numbers. Default −1.</param>
    /// <param name="mean">The means, one per feature or one for all. Default found by <see cref="Adapt"/>.</param>
    /// <param name="variance">The variances. Default found by <see cref="Adapt"/>.</param>
    /// <param name="invert">Whether the opposite is computed, x·max(√variance, 10⁻⁷) + mean. Default false.</param>
    /// <param name="name">The name. Default normalization, normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">Only one of mean and variance is given.</exception>
    public Normalization(int? axis = -1, double[]? mean = null, double[]? variance = null, bool invert = false, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (mean is null != variance is null) throw new ArgumentException("Give both mean and variance, or neither and call Adapt.");
        (Axis, _givenMean, _givenVariance, Invert) = (axis, mean, variance, invert);
    }

    /// <summary>The axis of the features, or null.</summary>
    public int? Axis { get; }

    /// <summary>Whether the opposite is computed.</summary>
    public bool Invert { get; }

    /// <summary>Finds mean and (population) variance of each feature in data. Do it before the model is trained.</summary>
    /// <param name="data">Samples, one per entry of the first axis.</param>
    /// <exception cref="InvalidOperationException">Mean and variance were given.</exception>
    /// <exception cref="ArgumentException">The data has no samples, or another number of features than before.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_givenMean is not null) throw new InvalidOperationException($"The layer {Name} was given its mean and variance; there is nothing to adapt.");
        if (data.Rank == 0 || data.Size == 0) throw new ArgumentException("Adapting needs at least one sample.", nameof(data));
        Tensor samples = data.Rank == 1 && Axis is not null ? data.Reshape([data.Size, 1]) : data;
        InferTypes([new TensorType(samples.DType.IsFloat ? samples.DType : DType, samples.Shape.With(0, Shape.Unknown))]);
        int inner = 1, features = 1;
        if (Axis is { } axis)
        {
            int index = samples.Shape.Axis(axis);
            features = samples.Shape[index];
            inner = checked((int)samples.Shape[(index + 1)..].Size);
        }

        if (((Variable)_mean!).Shape.Size != features) throw new ArgumentException($"The layer {Name} has {((Variable)_mean).Shape.Size} features; the data has {features}.", nameof(data));
        (double[] mean, double[] variance) = Moments(samples, features, inner);
        Shape shape = _mean.Shape;
        IReadOnlyList<Weight> weights = Weights;
        weights[0].Assign(Tensor.From(mean, shape));
        weights[1].Assign(Tensor.From(variance, shape));
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", Axis).Set("invert", Invert).Set("mean", _givenMean).Set("variance", _givenVariance);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Normalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        int[]? axes = config.OptionalInts("axis");
        if (axes?.Length > 1) throw config.Wrong("axis", "one axis or none");
        return new(axes is [int axis] ? axis : null, config.OptionalDoubles("mean"), config.OptionalDoubles("variance"), config.Bool("invert"));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        Shape shape = Axis is { } axis ? [inputShape[axis]] : [];
        if (_givenMean is null)
        {
            _mean = AddWeight("mean", shape, new Zeros(), trainable: false);
            _variance = AddWeight("variance", shape, new Ones(), trainable: false);
            // Keras keeps a count for data that comes in pieces; files hold it.
            AddWeight("count", [], new Zeros(), trainable: false, dtype: DType.Int64);
            return;
        }

        (_mean, _variance) = (Given(_givenMean), Given(_givenVariance!));

        Node Given(double[] values) => values.Length == 1 || values.Length == shape.Size
            ? BroadcastTo(Graphs.Constant.Of(Tensor.From(values, values.Length == 1 ? [] : shape).Cast(DType)), shape)
            : throw new ArgumentException($"its mean and variance have {values.Length} numbers, so it expects {values.Length} features");
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        (Node mean, Node deviation) = (Spread(_mean!, x.Shape), Maximum(Sqrt(Spread(_variance!, x.Shape)), Epsilon));
        return Invert ? mean + x * deviation : (x - mean) / deviation;
    }

    private Node Spread(Node perFeature, Shape input)
    {
        if (Axis is not { } axis) return perFeature;
        if (input[axis] != perFeature.Shape[0]) throw new ArgumentException($"it knows {perFeature.Shape[0]} features, so it expects that length along axis {axis}");
        Shape shape = input;
        for (int i = 0; i < input.Rank; i++)
        {
            if (i != input.Axis(axis)) shape = shape.With(i, 1);
        }

        return Functions.Reshape(perFeature, shape);
    }

    /// <summary>Two passes in float64: the mean first, then the squares of the distances to it.</summary>
    private static (double[] Mean, double[] Variance) Moments(Tensor data, int features, int inner)
    {
        (double[] mean, double[] variance) = (new double[features], new double[features]);
        double count = (double)data.Size / features;
        for (int i = 0; i < data.Size; i++) mean[i / inner % features] += data.At(i);
        for (int f = 0; f < features; f++) mean[f] /= count;
        for (int i = 0; i < data.Size; i++)
        {
            int f = i / inner % features;
            double distance = data.At(i) - mean[f];
            variance[f] += distance * distance;
        }

        for (int f = 0; f < features; f++) variance[f] /= count;
        return (mean, variance);
    }
}
