using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Losses;

/// <summary>
/// Finds the logits behind a prediction: where the prediction is the output of a sigmoid or a softmax, a cross-entropy is computed from what went in,
/// in the form that neither overflows nor loses digits, and whose gradient is ŷ − y. TensorFlow's Keras does the same; other backends clip the probabilities.
/// </summary>
internal static class Logits
{
    /// <summary>What a sigmoid was applied to, or null.</summary>
    public static Node? OfSigmoid(Node prediction) => Skip(prediction) is OperationNode { Operation: Sigmoid } sigmoid ? Functions.Reshape(sigmoid.Inputs[0], prediction.Shape) : null;

    /// <summary>What a softmax over the last axis was applied to, or null.</summary>
    public static Node? OfSoftmax(Node prediction) =>
        prediction is OperationNode { Operation: Softmax softmax } node && node.Shape.Axis(softmax.Axis) == node.Shape.Rank - 1 ? node.Inputs[0] : null;

    /// <summary>A change of shape does not matter to a function of single elements.</summary>
    private static Node Skip(Node node)
    {
        while (node is OperationNode { Operation: Reshape } reshape) node = reshape.Inputs[0];
        return node;
    }
}
