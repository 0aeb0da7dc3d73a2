using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Training;

/// <summary>The operations of <c>keras.ops</c> that multiply and add up along chosen axes, in terms of ours.</summary>
internal static class OperationProducts
{
    /// <summary>The mean, or with weights Σwx / Σw. Weights of one axis belong to the axis that the mean is taken over.</summary>
    public static Node Average(OperationCall call)
    {
        Node x = call.RealX;
        if (call.Find(1, "weights") is not { } given) return Mean(x, call.Axes);
        Node weights = Cast(given, x.DType);
        if (weights.Shape.Rank == 1 && x.Shape.Rank > 1)
        {
            int axis = x.Shape.Axis(call.Options.Int("axis"));
            weights = Reshape(weights, Shape.Create([.. Enumerable.Range(0, x.Shape.Rank).Select(other => other == axis ? x.Shape[axis] : 1)]));
        }

        return Sum(x * weights, call.Axes) / Sum(BroadcastTo(weights, x.Shape), call.Axes);
    }

    /// <summary>‖x‖ of vectors along one axis, or √Σx² over several or all.</summary>
    public static Node Norm(OperationCall call) => Length(call.RealX, call.Options.Json("ord") is JsonValue text && text.TryGetValue(out string? name) && name is "fro" ? null : call.Options.OptionalDouble("ord"), call.Axes, call.KeepDims);

    /// <summary>x / max(‖x‖, ε).</summary>
    public static Node Normalize(OperationCall call)
    {
        Node x = call.RealX;
        double order = call.Options.Double("order", 2), epsilon = call.Options.Double("epsilon", 1e-7);
        IReadOnlyList<int> axes = call.Axes ?? [-1];
        return order == 2 ? x * Minimum(ReciprocalSqrt(Sum(Square(x), axes, keepDims: true)), 1 / epsilon) : x / Maximum(Length(x, order, axes, keepDims: true), epsilon);
    }

    /// <summary>NumPy's dot: over the last axis of the first and the one before the last of the second.</summary>
    public static Node Dot(OperationCall call)
    {
        (Node x, Node y) = call.Pair;
        if (x.Shape.Rank == 0 || y.Shape.Rank == 0) return x * y;
        return y.Shape.Rank <= 2 && x.Shape.Rank <= 2 ? MatMul(x, y) : Contract(x, y, [x.Shape.Rank - 1], [Math.Max(0, y.Shape.Rank - 2)]);
    }

    /// <summary>Over the last axes of the first and the first of the second, or over pairs of axes.</summary>
    public static Node Tensordot(OperationCall call)
    {
        (Node x, Node y) = call.Pair;
        if (call.Options.Json("axes") is not JsonArray { Count: 2 } pairs)
        {
            int count = call.Options.Int("axes", 2);
            return Contract(x, y, [.. Enumerable.Range(x.Shape.Rank - count, count)], [.. Enumerable.Range(0, count)]);
        }

        return Contract(x, y, Axes(pairs[0], x.Shape), Axes(pairs[1], y.Shape));

        static int[] Axes(JsonNode? node, Shape shape) => [.. (new Vocabulary.Config(new JsonObject { ["axes"] = node?.DeepClone() }, "tensordot").Ints("axes")).Select(shape.Axis)];
    }

    private static Node Contract(Node x, Node y, int[] first, int[] second)
    {
        if (first.Length != second.Length) throw new ArgumentException($"axes come in pairs: there are {first.Length} of the first and {second.Length} of the second value");
        char[] left = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => (char)('a' + axis))];
        char[] right = [.. Enumerable.Range(0, y.Shape.Rank).Select(axis => Array.IndexOf(second, axis) is >= 0 and var pair ? left[first[pair]] : (char)('A' + axis))];
        string result = string.Concat(left.Where((_, axis) => !first.Contains(axis)).Concat(right.Where((_, axis) => !second.Contains(axis))));
        return Einsum($"{new string(left)},{new string(right)}->{result}", x, y);
    }

    private static Node Length(Node x, double? order, IReadOnlyList<int>? axes, bool keepDims)
    {
        int count = axes?.Count ?? x.Shape.Rank;
        if (order is not { } power || (power == 2 && count == 1)) return Sqrt(Sum(Square(x), axes, keepDims));
        if (count != 1) throw new ArgumentException($"the norm of order {power} is that of vectors here: give one axis");
        return power switch
        {
            double.PositiveInfinity => Max(Abs(x), axes, keepDims),
            double.NegativeInfinity => Min(Abs(x), axes, keepDims),
            0 => Sum(Cast(NotEqual(x, 0), x.DType), axes, keepDims),
            1 => Sum(Abs(x), axes, keepDims),
            _ => Power(Sum(Power(Abs(x), power), axes, keepDims), 1 / power),
        };
    }
}
