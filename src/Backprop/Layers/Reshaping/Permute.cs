using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Puts the axes of each sample in another order: with (2, 1), (batch, a, b) becomes (batch, b, a). Source: keras/src/layers/reshaping/permute.py.</summary>
public sealed class Permute : Layer
{
    private readonly int[] _dims;

    /// <summary>Describes the layer.</summary>
    /// <param name="dims">The axes of the input in the order of the output, counted from 1; the batch, 0, is not among them.</param>
    /// <param name="name">The name. Default permute, permute_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">An axis is missing or stands twice.</exception>
    public Permute(IReadOnlyList<int> dims, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        ArgumentNullException.ThrowIfNull(dims);
        _dims = [.. dims];
        if (!_dims.Order().SequenceEqual(Enumerable.Range(1, _dims.Length))) throw new ArgumentException($"The axes must be 1 to {_dims.Length}, each once; they are ({string.Join(", ", _dims)}).", nameof(dims));
    }

    /// <summary>The axes of the input in the order of the output, counted from 1.</summary>
    public IReadOnlyList<int> Dims => _dims;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("dims", _dims);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Permute FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Ints("dims"));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank == _dims.Length + 1 ? Functions.Transpose(x, [0, .. _dims]) : throw new ArgumentException($"it orders {_dims.Length} axes, so it expects samples with that many");
    }
}
