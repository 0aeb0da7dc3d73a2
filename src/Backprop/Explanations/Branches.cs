using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>
/// Which way an expression went: the side of every ReLU, magnitude, maximum and condition, and the place of every largest element. Two runs with the same number
/// lie on the same smooth piece of the function.
/// </summary>
internal sealed class Branches
{
    private readonly Node[] _deciding;

    /// <param name="expression">What is evaluated.</param>
    public Branches(Node expression) => _deciding = [.. Graph.Order(expression).OfType<OperationNode>().SelectMany(Deciding).Distinct()];

    /// <summary>What has to be computed beside the expression.</summary>
    public IReadOnlyList<Node> Nodes => _deciding;

    /// <summary>The number of the branch that a run took (FNV, 64 bits).</summary>
    public ulong Of(Trace trace)
    {
        ulong hash = 14695981039346656037;
        foreach (Node node in _deciding)
        {
            Tensor values = trace[node];
            for (int i = 0; i < values.Size; i++) hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(values.At(i) + 0.0)) * 1099511628211;
        }

        return hash;
    }

    private static IEnumerable<Node> Deciding(OperationNode node)
    {
        Node? decides = node.Operation switch
        {
            Relu or Absolute => Functions.Sign(node.Inputs[0]),
            Sign or Floor or Ceiling or Round => node,
            Maximum or Minimum when node.DType.IsFloat => Functions.Sign(node.Inputs[0] - node.Inputs[1]),
            Clip => Functions.Equal(node, node.Inputs[0]),
            Where => node.Inputs[0],
            Max max => OperationNode.Of(new ArgMax(max.First, max.Count, max.KeepDims), node.Inputs[0]),
            FirstMax max => OperationNode.Of(new ArgMax(max.First, max.Count, max.KeepDims), node.Inputs[0]),
            Min min => OperationNode.Of(new ArgMin(min.First, min.Count, min.KeepDims), node.Inputs[0]),
            _ => null,
        };
        return decides is null ? [] : [decides];
    }
}
