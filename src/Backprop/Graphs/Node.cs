using System.Globalization;
using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>
/// A value in an expression: an <see cref="OperationNode"/>, or one of the leaves <see cref="Variable"/>, <see cref="Constant"/> and <see cref="Placeholder"/>.
/// A node never changes, holds no numbers (a variable points at some) and computes nothing: <c>Evaluate</c> or a plan does.
/// Building the same expression twice gives the same node; that sharing is the memoization that makes backpropagation cheap.
/// </summary>
public abstract class Node
{
    private static long s_created;

    private protected Node(TensorType type)
    {
        Type = type;
        Id = Interlocked.Increment(ref s_created);
    }

    /// <summary>Number type and shape of the value.</summary>
    public TensorType Type { get; }

    /// <summary>The type of the numbers.</summary>
    public DType DType => Type.DType;

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The nodes that this one is computed from; empty for leaves.</summary>
    public virtual IReadOnlyList<Node> Inputs => [];

    /// <summary>The same, for walks over large graphs.</summary>
    internal virtual ReadOnlySpan<Node> InputSpan => default;

    /// <summary>Order of creation: inputs come before what is computed from them.</summary>
    internal long Id { get; }

    /// <summary>The expression as a person writes it; long ones are cut at a few hundred characters.</summary>
    public override string ToString() => Expression.Write(this);

    /// <summary>A constant with these numbers.</summary>
    public static implicit operator Node(Tensor value) => Constant.Of(value);

    /// <summary>Whether two nodes stand for the same value: the same node, or constants with the same small content.</summary>
    internal virtual bool IsSame(Node other) => ReferenceEquals(this, other);

    /// <summary>A hash that equals for nodes that are the same.</summary>
    internal virtual int SameHash => Id.GetHashCode();

    internal static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
