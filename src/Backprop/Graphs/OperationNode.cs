using System.Collections.ObjectModel;
using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>An operation applied to inputs.</summary>
public sealed class OperationNode : Node
{
    private readonly ReadOnlyCollection<Node> _inputs;

    private OperationNode(Operation operation, Node[] inputs, TensorType type)
        : base(type)
    {
        Operation = operation;
        _inputs = Array.AsReadOnly(inputs);
    }

    /// <summary>What is done.</summary>
    public Operation Operation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Inputs => _inputs;

    /// <summary>
    /// The node that applies an operation to inputs: the one that exists already, if there is one.
    /// It is looked up among the operations built on its newest input, so there is no table of everything that could leak,
    /// and two threads that build different expressions never meet.
    /// </summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    public static OperationNode Of(Operation operation, params Node[] inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(inputs);
        Node? anchor = null;
        foreach (Node input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
            if (input is not Constant && (anchor is null || input.Id > anchor.Id)) anchor = input;
        }

        if (anchor is null) return inputs.Length == 0 ? Create() : inputs[0].Consumers.GetOrAdd(operation, inputs, Create);
        return anchor.Consumers.GetOrAdd(operation, inputs, Create);

        OperationNode Create()
        {
            var types = new TensorType[inputs.Length];
            for (int i = 0; i < types.Length; i++) types[i] = inputs[i].Type;
            return new OperationNode(operation, [.. inputs], operation.Infer(types));
        }
    }
}
