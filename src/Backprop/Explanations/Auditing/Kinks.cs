using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Auditing;

/// <summary>
/// Where the point lies on a kink of ReLU, of an absolute value or of a maximum, there is no derivative, only a convention.
/// This edit takes another one: the share s of the gradient where ReLU's input is 0, and of equal candidates the last.
/// </summary>
internal sealed class Kinks(Numbers numbers, double share) : ChainEdit
{
    /// <summary>Whether the point of a forward pass lies on a kink.</summary>
    public static bool Has(StepForm form, Numbers numbers) => numbers.Within(() => Graph.Order(form.Loss).OfType<OperationNode>().Any(node => IsAt(node, numbers)));

    /// <inheritdoc/>
    public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
    {
        if (!IsAt(node, numbers)) return contributions;
        switch (node.Operation)
        {
            case Relu: return [Functions.Where(Functions.Equal(node.Inputs[0], 0), upstream * share, contributions[0]!)];
            case Absolute: return [Functions.Where(Functions.Equal(node.Inputs[0], 0), upstream * (2 * share - 1), contributions[0]!)];
            case Maximum or Minimum:
                Node tie = Functions.Equal(node.Inputs[0], node.Inputs[1]);
                return [contributions[0] is { } a ? Functions.Where(tie, upstream * share, a) : null, contributions[1] is { } b ? Functions.Where(tie, upstream * (1 - share), b) : null];
            default: return contributions;
        }
    }

    private static bool IsAt(OperationNode node, Numbers numbers) => node.Operation switch
    {
        Relu or Absolute => Any(numbers[node.Inputs[0]]),
        Maximum or Minimum when node.DType.IsFloat => Any(numbers[Functions.Subtract(node.Inputs[0], node.Inputs[1])]),
        _ => false,
    };

    private static bool Any(Tensor tensor)
    {
        for (int i = 0; i < tensor.Size; i++)
        {
            if (tensor.At(i) == 0) return true;
        }

        return false;
    }
}
