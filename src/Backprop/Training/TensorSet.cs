using System.Collections;
using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>
/// The data of a model: one tensor per input, or per output. A single tensor or array converts by itself; several are written <c>[a, b]</c>.
/// </summary>
[CollectionBuilder(typeof(TensorSet), nameof(Create))]
public sealed class TensorSet : IReadOnlyList<Tensor>
{
    private readonly Tensor[] _tensors;

    private TensorSet(Tensor[] tensors) => _tensors = tensors;

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>One of the tensors.</summary>
    public Tensor this[int index] => _tensors[index];

    /// <summary>A set of tensors, also written <c>[a, b]</c>.</summary>
    public static TensorSet Create(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors) ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
        return new TensorSet(tensors.ToArray());
    }

    /// <summary>The tensors.</summary>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A set of one.</summary>
    public static implicit operator TensorSet(Tensor tensor) => Create([tensor]);

    /// <summary>A set of several.</summary>
    public static implicit operator TensorSet(Tensor[] tensors) => Create(tensors);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(float[] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(double[] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(int[] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(float[,] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(double[,] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(int[,] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(float[,,] values) => Tensor.From(values);

    /// <summary>A copy of an array.</summary>
    public static implicit operator TensorSet(double[,,] values) => Tensor.From(values);
}
