using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Products of two inputs added up along one axis of each, sample by sample: for (batch, n) and (batch, n) one number per sample, (batch, 1);
/// for (batch, a, n) and (batch, b, n) a matrix (batch, a, b). With <c>normalize</c>, along unit vectors: the cosine of the angle.
/// Source: keras/src/layers/merging/dot.py.
/// </summary>
public sealed class Dot : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="axes">The axis of both inputs, counted with the batch as 0.</param>
    /// <param name="normalize">Whether vectors are made unit vectors first. Default false.</param>
    /// <param name="secondAxis">The axis of the second input, where it differs.</param>
    /// <param name="name">The name. Default dot, dot_1 …</param>
    /// <param name="dtype">The number type. Default that of the inputs.</param>
    public Dot(int axes, bool normalize = false, int? secondAxis = null, string? name = null, DType? dtype = null)
        : base(name, dtype) => (FirstAxis, SecondAxis, Normalize) = (axes, secondAxis ?? axes, normalize);

    /// <summary>The axis of the first input.</summary>
    public int FirstAxis { get; }

    /// <summary>The axis of the second input.</summary>
    public int SecondAxis { get; }

    /// <summary>Whether vectors are made unit vectors first.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => (FirstAxis == SecondAxis ? base.GetConfig().Set("axes", FirstAxis) : base.GetConfig().Set("axes", (int[])[FirstAxis, SecondAxis])).Set("normalize", Normalize);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Dot FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        int[] axes = config.Ints("axes", 2);
        return new(axes[0], config.Bool("normalize"), axes[1]);
    }

    /// <inheritdoc/>
    protected internal override bool TakesList => true;

    /// <inheritdoc/>
    protected override Node Call(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != 2) throw new ArgumentException($"it takes two inputs, not {inputs.Count}");
        (Node a, Node b) = (inputs[0], inputs[1]);
        (int p, int q) = (a.Shape.Axis(FirstAxis), b.Shape.Axis(SecondAxis));
        if (p == 0 || q == 0) throw new ArgumentException("it cannot add up along axis 0, the batch");
        if (a.Shape[p] != b.Shape[q]) throw new ArgumentException($"it adds up axis {p} of the first and axis {q} of the second, which must be equally long, not {a.Shape[p]} and {b.Shape[q]}");
        if (Normalize) (a, b) = (Unit(a, p), Unit(b, q));
        Shape kept = a.Shape.Remove(p).Concat(b.Shape.Remove(q)[1..]);
        Node rows = Reshape(MoveTo(a, p, a.Shape.Rank - 1), [a.Shape[0], checked((int)a.Shape.Remove(p)[1..].Size), a.Shape[p]]); // (batch, a…, n)
        Node columns = Reshape(MoveTo(b, q, 1), [b.Shape[0], b.Shape[q], checked((int)b.Shape.Remove(q)[1..].Size)]); // (batch, n, b…)
        Node products = MatMul(rows, columns); // (batch, a…, b…)
        return Reshape(products, kept.Rank == 1 ? kept.Insert(1, 1) : kept);
    }

    /// <summary>x / √max(Σx², 10⁻¹²), as Keras normalises.</summary>
    private static Node Unit(Node x, int axis) => x * ReciprocalSqrt(Maximum(Sum(Square(x), [axis], keepDims: true), 1e-12));

    private static Node MoveTo(Node x, int axis, int place)
    {
        List<int> axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        axes.RemoveAt(axis);
        axes.Insert(place, axis);
        return Transpose(x, axes);
    }
}
