using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>The value of an expression, computed when it is asked for.</summary>
public static class Evaluation
{
    extension(Node node)
    {
        /// <summary>Computes the node's value with the variables as they are now.</summary>
        /// <exception cref="ArgumentException">The expression contains a placeholder.</exception>
        public Tensor Evaluate() => Trace.Run([node])[node];

        /// <summary>The value of a node of one element.</summary>
        /// <exception cref="InvalidOperationException">The node has more than one element.</exception>
        public double EvaluateScalar() =>
            node.Shape.Size == 1 ? node.Evaluate().At(0) : throw new InvalidOperationException($"{node} is {node.Type}, not a single number.");
    }
}
