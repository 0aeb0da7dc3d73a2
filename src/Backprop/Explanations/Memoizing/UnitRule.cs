using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Memoizing;

/// <summary>
/// The gradient rule of an operation with every local derivative replaced by 1. Pulled back by it, a count of paths at each element of the result
/// becomes the count at each element of an input: paths add up where an element is used more than once.
/// </summary>
internal sealed class UnitRule
{
    /// <summary>An operation of another kind is looked at element by element only while its table of derivatives stays small.</summary>
    private const long MostDerivatives = 4_000_000;

    private readonly Func<Node, Node> _pull;
    private readonly Shape _output;

    private UnitRule(Shape output, Func<Node, Node> pull, bool isFree) => (_output, _pull, IsFree) = (output, pull, isFree);

    /// <summary>Whether the derivatives are always 1 or −1, so that nothing is multiplied.</summary>
    public bool IsFree { get; }

    /// <summary>From numbers at the result's elements to numbers at the input's.</summary>
    public Tensor Pull(Tensor upstream) => _pull(Constant.Of(upstream)).Evaluate();

    /// <summary>How many pairs of an input's and a result's element depend on each other.</summary>
    public double Edges()
    {
        Tensor pulled = Pull(Tensor.Full(1, DType.Float64, _output));
        double sum = 0;
        foreach (double count in pulled.AsSpan<double>()) sum += count;
        return sum;
    }

    /// <summary>The rule for one input of a node.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="trace">The numbers of a run: indices say which elements are meant.</param>
    public static UnitRule Of(OperationNode node, int input, Trace trace)
    {
        Node[] inputs = [.. node.Inputs.Select(one => (Node)Constant.Of(one.DType.IsFloat ? Tensor.Full(1, DType.Float64, one.Shape) : trace[one]))];
        Shape shape = inputs[input].Shape;
        switch (node.Operation)
        {
            case ElementwiseOperation:
                return new UnitRule(node.Shape, upstream => Gradient.Unbroadcast(upstream, shape), node.Operation is Add or Subtract or Negate or Cast);
            case MatMul:
                var product = OperationNode.Of(node.Operation, inputs);
                return new UnitRule(node.Shape, upstream => Gradient.Unbroadcast(product.Operation.Gradient(product, upstream)[input]!, shape), false);
            case Softmax softmax: return new UnitRule(node.Shape, upstream => Functions.BroadcastTo(Functions.Sum(upstream, [softmax.Axis], keepDims: true), shape), false);
            case LogSoftmax softmax: return new UnitRule(node.Shape, upstream => Functions.BroadcastTo(Functions.Sum(upstream, [softmax.Axis], keepDims: true), shape), false);
            case Reduction reduction:
                var sum = OperationNode.Of(new Sum(reduction.First, reduction.Count, reduction.KeepDims), inputs);
                return new UnitRule(node.Shape, upstream => sum.Operation.Gradient(sum, upstream)[0]!, reduction is Sum);
            case BroadcastTo or Concatenate or CumulativeSum or Gather or Pad or Pick or Reshape or ScatterAdd or Slice or Transpose or Fold or Windows:
                // They only move and add: their own rules have no factor but 1.
                var moved = OperationNode.Of(node.Operation, inputs);
                return new UnitRule(node.Shape, upstream => Gradient.Unbroadcast(moved.Operation.Gradient(moved, upstream)[input]!, shape), true);
            default: return Observed(node, input, trace);
        }
    }

    /// <summary>Of an operation of another kind every derivative is looked at, at the numbers of the run: where it is not 0, there is a way through.</summary>
    private static UnitRule Observed(OperationNode node, int input, Trace trace)
    {
        long size = (long)node.Shape.Size * node.Inputs[input].Shape.Size;
        if (size > MostDerivatives) throw new NotSupportedException($"The paths through {node.Operation.Name} {node.Type} cannot be counted: {size} derivatives would have to be looked at.");
        Node[] inputs = [.. node.Inputs.Select(one => (Node)Constant.Of(one.DType.IsFloat ? trace[one].Cast(DType.Float64) : trace[one]))];
        var alone = OperationNode.Of(node.Operation, inputs);
        int rows = checked((int)node.Shape.Size), columns = checked((int)inputs[input].Shape.Size);
        var pattern = new double[rows * columns];
        bool isFree = true;
        for (int row = 0; row < rows; row++)
        {
            var one = new Tensor(DType.Float64, node.Shape);
            one.AsWritableSpan<double>()[row] = 1;
            double[] derivatives = Gradient.Unbroadcast(alone.Operation.Gradient(alone, Constant.Of(one))[input]!, inputs[input].Shape).Evaluate().ToArray<double>();
            for (int column = 0; column < columns; column++)
            {
                if (derivatives[column] == 0) continue;
                pattern[row * columns + column] = 1;
                isFree &= Math.Abs(derivatives[column]) == 1;
            }
        }

        Node matrix = Constant.Of(Tensor.From(pattern, [rows, columns]));
        return new UnitRule(node.Shape, upstream => Functions.Reshape(Functions.MatMul(Functions.Reshape(upstream, [1, rows]), matrix), inputs[input].Shape), isFree);
    }
}
