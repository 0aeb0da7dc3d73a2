using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Sorts numbers into bins: with boundaries b₀ &lt; b₁ &lt; …, x below b₀ is in bin 0, b₀ ≤ x &lt; b₁ in bin 1, and so on. Gives out the numbers of the bins, int64, or rows of them.
/// Input numbers of any shape; for "multi_hot" and "count" (batch, n). Source: keras/src/layers/preprocessing/discretization.py.
/// </summary>
public sealed class Discretization : Layer
{
    private double[]? _boundaries;

    /// <summary>Describes the layer.</summary>
    /// <param name="binBoundaries">The boundaries, ascending. Default found by <see cref="Adapt"/>.</param>
    /// <param name="numBins">The number of bins that <see cref="Adapt"/> makes; give this or the boundaries.</param>
    /// <param name="epsilon">How exactly <see cref="Adapt"/> finds shares of the data: it looks at 1/ε of the numbers. Default 0.01.</param>
    /// <param name="outputMode">"int", "one_hot", "multi_hot" or "count". Default "int".</param>
    /// <param name="name">The name. Default discretization, discretization_1 …</param>
    /// <param name="dtype">The number type of the boundaries, and of rows. Default that of the input.</param>
    /// <exception cref="ArgumentException">Neither boundaries nor a number of bins is given, or both, or the boundaries do not ascend.</exception>
    public Discretization(IReadOnlyList<double>? binBoundaries = null, int? numBins = null, double epsilon = 0.01, string outputMode = "int", string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (binBoundaries is null == numBins is null) throw new ArgumentException("Give the boundaries of the bins, or the number of bins and call Adapt; not both.", nameof(binBoundaries));
        if (numBins < 1) throw new ArgumentOutOfRangeException(nameof(numBins), $"There must be 1 bin or more, not {numBins}.");
        if (!(epsilon is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε lies between 0 and 1; it is {epsilon}.");
        if (binBoundaries is not null) SetBoundaries(binBoundaries);
        (NumBins, Epsilon, OutputMode) = (numBins, epsilon, CategoricalEncoding.Mode(outputMode, "tf_idf"));
    }

    /// <summary>The boundaries; null before they are found.</summary>
    public IReadOnlyList<double>? BinBoundaries => _boundaries;

    /// <summary>The number of bins to make, or null where boundaries were given.</summary>
    public int? NumBins { get; }

    /// <summary>How exactly shares of the data are found.</summary>
    public double Epsilon { get; }

    /// <summary>"int", "one_hot", "multi_hot" or "count".</summary>
    public string OutputMode { get; }

    /// <summary>Finds boundaries between which equal shares of the data lie.</summary>
    /// <param name="data">Numbers of any shape.</param>
    /// <exception cref="InvalidOperationException">The boundaries were given.</exception>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (NumBins is not { } bins) throw new InvalidOperationException($"The layer {Name} was given its boundaries; there is nothing to adapt.");
        if (data.Size == 0) throw new ArgumentException("Adapting needs at least one number.", nameof(data));
        _boundaries = QuantileSketch.Boundaries(data.Cast(DType.Float32).ToArray<float>(), bins, Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        // Keras' class does not take "trainable".
        JsonObject json = base.GetConfig().ToJson();
        json.Remove("trainable");
        return new Config(json, "config").Set("bin_boundaries", _boundaries).Set("num_bins", NumBins).Set("epsilon", Epsilon).Set("output_mode", OutputMode).Set("sparse", false);
    }

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Discretization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("sparse");
        double[]? boundaries = config.OptionalDoubles("bin_boundaries");
        int? bins = config.OptionalInt("num_bins");
        // After adapting, Keras writes both.
        var layer = new Discretization(bins is null ? boundaries : null, bins, config.Double("epsilon", 0.01), config.Text("output_mode", "int"));
        if (boundaries is not null) layer.SetBoundaries(boundaries);
        return layer;
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (_boundaries is null) throw new ArgumentException("it has no boundaries yet: give them, or call Adapt with data");
        Node boundaries = Constant.Of(Tensor.From(_boundaries, [_boundaries.Length]).Cast(DType));
        Node isAbove = GreaterEqual(Reshape(Cast(x, DType), x.Shape.Insert(-1, 1)), boundaries); // (…, boundaries)
        return CategoricalEncoding.Encode(Sum(Cast(isAbove, DType.Int64), [-1]), OutputMode, _boundaries.Length + 1, DType);
    }

    private void SetBoundaries(IReadOnlyList<double> boundaries)
    {
        if (boundaries.Zip(boundaries.Skip(1)).Any(pair => !(pair.First <= pair.Second))) throw new ArgumentException("The boundaries of bins must ascend.", nameof(boundaries));
        _boundaries = [.. boundaries];
    }
}
