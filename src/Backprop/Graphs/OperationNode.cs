using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>An operation applied to inputs.</summary>
public sealed class OperationNode : Node
{
    private readonly Node[] _inputs;
    private ReadOnlyCollection<Node>? _inputList;
    private Answer _isView;

    private OperationNode(Operation operation, Node[] inputs, TensorType type)
        : base(type)
    {
        Operation = operation;
        _inputs = inputs;
    }

    /// <summary>What is done.</summary>
    public Operation Operation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Inputs => _inputList ??= Array.AsReadOnly(_inputs);

    internal override ReadOnlySpan<Node> InputSpan => _inputs;

    /// <summary>Whether the value is only another view of an input's memory: <see cref="Operation.View"/>, asked once.</summary>
    internal bool IsView
    {
        get
        {
            if (_isView == Answer.NotAsked) _isView = Operation.View(this) is null ? Answer.No : Answer.Yes;
            return _isView == Answer.Yes;
        }
    }

    /// <summary>
    /// The node that applies an operation to inputs: the one that exists already, if there is one.
    /// The table of those that exist holds them weakly, so nothing leaks.
    /// </summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    public static OperationNode Of(Operation operation, params Node[] inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (Node input in inputs) ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        return NodeTable.GetOrAdd(operation, inputs);
    }

    /// <summary>A node of its own, which only the table of nodes may make.</summary>
    internal static OperationNode New(Operation operation, ReadOnlySpan<Node> inputs)
    {
        var few = default(FewTypes);
        Span<TensorType> types = inputs.Length <= FewTypes.Most ? few : new TensorType[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) types[i] = inputs[i].Type;
        return new OperationNode(operation, inputs.ToArray(), operation.Infer(types[..inputs.Length]));
    }

    private enum Answer : byte
    {
        NotAsked,
        No,
        Yes,
    }

    /// <summary>The types of the inputs of most operations, without an array.</summary>
    [InlineArray(Most)]
    private struct FewTypes
    {
        public const int Most = 4;
        private TensorType _first;
    }
}
