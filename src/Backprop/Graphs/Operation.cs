using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>
/// What a node does to its inputs: the rule for its type, the kernel that computes it, the rule for its gradient, and how a person writes it.
/// One class in one file; whoever adds an operation derives from this class (or, for a function of single elements,
/// from <c>Unary</c> or <c>Binary</c>) and everything else, plans, explanations, checks, works with it.
/// An operation has no state: two with equal <see cref="Attributes"/> are the same.
/// </summary>
public abstract class Operation : IEquatable<Operation>
{
    /// <summary>The name in messages, tables and derivations, for example "MatMul".</summary>
    public virtual string Name
    {
        get
        {
            string name = GetType().Name;
            int generic = name.IndexOf('`');
            return generic < 0 ? name : name[..generic];
        }
    }

    /// <summary>What distinguishes this operation from others of its class (axes, a rate …), with value equality; null when there is nothing.</summary>
    protected virtual object? Attributes => null;

    /// <summary>Why the operation has no gradient, said aloud; null when it has one.</summary>
    public virtual string? NotDifferentiable => null;

    /// <summary>The type of the result for inputs of these types.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit: the message says what was received and what was expected.</exception>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>Computes the result. <paramref name="output"/> has the inferred type, shares no memory with the inputs, and holds old numbers.</summary>
    public abstract void Compute(ReadOnlySpan<Tensor> inputs, Tensor output);

    /// <summary>
    /// The gradient rule, as nodes: for each input, the upstream gradient times the local derivative; null where there is none.
    /// A contribution may have the shape of the output where the input was broadcast: the engine undoes broadcasting.
    /// </summary>
    /// <param name="node">The node whose rule it is: its inputs and its output may be used.</param>
    /// <param name="upstream">The gradient of the scalar with respect to the node, of the node's shape.</param>
    public abstract Node?[] Gradient(OperationNode node, Node upstream);

    /// <summary>How a person writes it.</summary>
    public virtual Formula Write(params Formula[] inputs) => Formula.Call(char.ToLowerInvariant(Name[0]) + Name[1..], inputs);

    /// <summary>
    /// A local derivative as a person writes it, ∂output/∂input for one element of each; null where the rule itself shows it
    /// (operations on single elements, products) or where it is no short formula.
    /// </summary>
    /// <param name="node">The node whose derivative it is.</param>
    /// <param name="output">The element of the result.</param>
    /// <param name="input">Which input.</param>
    /// <param name="element">The element of the input.</param>
    /// <param name="name">Writes an element of a node.</param>
    public virtual Formula? WritePartial(OperationNode node, int output, int input, int element, Func<Node, int, Formula> name) => null;

    /// <summary>Inputs on which the rule is checked against finite differences, and where its kinks are. Every entry of the catalogue has some.</summary>
    public virtual IEnumerable<Sample> Samples() => [];

    /// <summary>A call with everything resolved, for a plan that runs it again and again. The default calls <see cref="Compute"/>.</summary>
    internal virtual Kernel Bind(Tensor[] inputs, Tensor output) => new ComputeKernel(this, inputs, output);

    /// <summary>The same where everything fits one vector, without the cost of getting there; null where the call has no such form.</summary>
    internal virtual SmallCall? BindSmall(Tensor[] inputs, Tensor output, ISmallMemory memory) => null;

    /// <summary>
    /// A node that computes the same bits with less work, or null: what plans run instead. Such a rule must hold for NaN, infinities and -0 too
    /// (x·1 is x, but x·0 is not 0, and x + 0 is not x when x is -0).
    /// </summary>
    internal virtual Node? Simplify(OperationNode node) => null;

    /// <summary>
    /// Where the result lies when it is only another view of an input's memory (reshape, a contiguous slice):
    /// the index of the input and the offset in elements; null when it must be computed.
    /// </summary>
    internal virtual (int Input, long Offset)? View(OperationNode node) => null;

    /// <summary>The multiply-adds that computing the node takes, where they are what it costs (products of matrices); otherwise 0.</summary>
    internal virtual long MultiplyAdds(OperationNode node) => 0;

    /// <summary>Whether the class and the attributes are equal.</summary>
    public bool Equals(Operation? other) => ReferenceEquals(this, other) || (other is not null && GetType() == other.GetType() && Equals(Attributes, other.Attributes));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Operation);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => HashCode.Combine(GetType(), Attributes);

    /// <summary>The name with the attributes.</summary>
    public override string ToString() => Attributes is null ? Name : $"{Name} {Attributes}";

    /// <summary>The error of an operation that received inputs it cannot take.</summary>
    protected ArgumentException Refuse(string expected, ReadOnlySpan<TensorType> inputs)
    {
        var received = new List<string>();
        foreach (TensorType input in inputs) received.Add(input.ToString());
        return new ArgumentException($"{Name} expects {expected}; it received {string.Join(" and ", received)}.");
    }

    private sealed class ComputeKernel(Operation operation, Tensor[] inputs, Tensor output) : Kernel
    {
        public override void Run() => operation.Compute(inputs, output);
    }
}
