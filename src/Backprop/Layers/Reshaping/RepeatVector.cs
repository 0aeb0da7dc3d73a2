using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Each sample several times, as steps of time: (batch, features) becomes (batch, n, features). Source: keras/src/layers/reshaping/repeat_vector.py.</summary>
public sealed class RepeatVector : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="n">The number of steps, 1 or more.</param>
    /// <param name="name">The name. Default repeat_vector, repeat_vector_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not one step.</exception>
    public RepeatVector(int n, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        N = n;
    }

    /// <summary>The number of steps.</summary>
    public int N { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("n", N);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RepeatVector FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("n"));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 2) throw new ArgumentException("it expects (batch, features)");
        return Functions.BroadcastTo(Functions.Reshape(x, x.Shape.Insert(1, 1)), x.Shape.Insert(1, N));
    }
}
