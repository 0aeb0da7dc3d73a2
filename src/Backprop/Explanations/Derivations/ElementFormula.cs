using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Derivations;

/// <summary>
/// Writes one element of a node as a formula of other elements: through every operation that treats elements alike, through views and repetitions,
/// down to what has a name. What an operation on whole tensors gives is a name, too.
/// </summary>
/// <param name="leaf">The name of an element, or its number; null to go on into what it is computed from.</param>
/// <param name="other">What to write for an element that is neither named nor made of single elements.</param>
internal sealed class ElementFormula(Func<Node, int, Formula?> leaf, Func<Node, int, Formula> other)
{
    private const int Longest = 100;
    private int _written;

    public Formula Write(Node node, int element)
    {
        _written = 0;
        return At(node, element);
    }

    private Formula At(Node node, int element)
    {
        if (leaf(node, element) is { } name) return name;
        // Where a number repeats a shorter one, there is nothing to say about it.
        if (node is not OperationNode operation || ++_written > Longest) return other(node, element);
        if (operation.Operation is ElementwiseOperation)
        {
            return operation.Operation.Write([.. operation.Inputs.Select(input => At(input, Positions.Source(input.Shape, node.Shape, element)))]);
        }

        if (operation.Operation is BroadcastTo) return At(operation.Inputs[0], Positions.Source(operation.Inputs[0].Shape, node.Shape, element));
        if (operation.Operation.View(operation) is { } view) return At(operation.Inputs[view.Input], checked((int)(element + view.Offset)));
        return other(node, element);
    }
}
