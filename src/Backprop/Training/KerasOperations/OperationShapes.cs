using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Training;

/// <summary>The operations of <c>keras.ops</c> that move numbers around, in terms of ours.</summary>
internal static class OperationShapes
{
    public static Node Reshape(OperationCall call)
    {
        int[] target = call.Options.Ints("newshape");
        long known = 1;
        foreach (int length in target) known *= length < 0 ? 1 : length;
        return Functions.Reshape(call.X, Shape.Create([.. target.Select(length => length < 0 ? checked((int)(call.X.Shape.Size / Math.Max(1, known))) : length)]));
    }

    public static Node SwapAxes(OperationCall call)
    {
        int[] axes = [.. Enumerable.Range(0, call.X.Shape.Rank)];
        (int a, int b) = (call.X.Shape.Axis(call.Options.Int("axis1")), call.X.Shape.Axis(call.Options.Int("axis2")));
        (axes[a], axes[b]) = (axes[b], axes[a]);
        return Transpose(call.X, axes);
    }

    public static Node MoveAxis(OperationCall call)
    {
        Shape shape = call.X.Shape;
        int[] sources = [.. call.Options.Ints("source").Select(shape.Axis)], targets = [.. call.Options.Ints("destination").Select(shape.Axis)];
        List<int> axes = [.. Enumerable.Range(0, shape.Rank).Except(sources)];
        foreach ((int target, int source) in targets.Zip(sources).Order()) axes.Insert(target, source);
        return Transpose(call.X, axes);
    }

    public static Node ExpandDims(OperationCall call)
    {
        Shape shape = call.X.Shape;
        int final = shape.Rank + call.Options.Ints("axis").Length;
        foreach (int axis in call.Options.Ints("axis").Select(axis => axis < 0 ? axis + final : axis).Order()) shape = shape.Insert(axis, 1);
        return Functions.Reshape(call.X, shape);
    }

    public static Node Squeeze(OperationCall call)
    {
        Shape shape = call.X.Shape;
        IEnumerable<int> axes = call.Axes?.Select(shape.Axis) ?? Enumerable.Range(0, shape.Rank).Where(axis => call.X.Shape[axis] == 1);
        foreach (int axis in axes.OrderDescending())
        {
            if (shape[axis] != 1) throw new ArgumentException($"axis {axis} has length {shape[axis]}; only axes of length 1 can be dropped");
            shape = shape.Remove(axis);
        }

        return Functions.Reshape(call.X, shape);
    }

    public static IReadOnlyList<Node> Split(OperationCall call)
    {
        int axis = call.Axis(0);
        return call.Options.Json("indices_or_sections") is JsonArray ? Functions.Split(call.X, call.Options.Ints("indices_or_sections"), axis) : Functions.Split(call.X, call.Options.Int("indices_or_sections"), axis);
    }

    public static Node Flip(OperationCall call)
    {
        Node x = call.X;
        foreach (int axis in call.Axes ?? [.. Enumerable.Range(0, x.Shape.Rank)]) x = SliceAxis(x, axis, null, null, -1);
        return x;
    }

    public static Node Repeat(OperationCall call)
    {
        Node x = call.Axes is null ? Flat(call.X) : call.X;
        int axis = x.Shape.Axis(call.Axis(0));
        int[] times = call.Options.Ints("repeats");
        return times.Length == 1 ? Functions.Repeat(x, times[0], axis) : Gather(x, Constant.Of(Tensor.From<int>([.. times.SelectMany((count, index) => Enumerable.Repeat(index, count))])), axis);
    }

    public static Node Tile(OperationCall call)
    {
        int[] times = call.Options.Ints("repeats");
        Node x = call.X;
        while (x.Shape.Rank < times.Length) x = Functions.Reshape(x, x.Shape.Insert(0, 1));
        for (int i = 0; i < times.Length; i++)
        {
            int axis = x.Shape.Rank - times.Length + i;
            if (times[i] != 1) x = Concatenate([.. Enumerable.Repeat(x, times[i])], axis);
        }

        return x;
    }

    public static Node BroadcastTo(OperationCall call)
    {
        int[] lengths = call.Options.Ints("shape");
        int extra = lengths.Length - call.X.Shape.Rank;
        return Functions.BroadcastTo(call.X, Shape.Create([.. lengths.Select((length, i) => length < 0 && i >= extra ? call.X.Shape[i - extra] : length)]));
    }

    /// <summary>All numbers in a row.</summary>
    public static Node Flat(Node x) => Functions.Reshape(x, [checked((int)x.Shape.Size)]);

    public static Node Roll(OperationCall call)
    {
        int[] shifts = call.Options.Ints("shift");
        if (call.Axes is not { } axes) return Functions.Reshape(Rolled(Flat(call.X), shifts.Sum(), 0), call.X.Shape);
        Node x = call.X;
        for (int i = 0; i < axes.Count; i++) x = Rolled(x, shifts[shifts.Length == 1 ? 0 : i], x.Shape.Axis(axes[i]));
        return x;
    }

    private static Node Rolled(Node x, int shift, int axis)
    {
        int length = x.Shape[axis], first = length == 0 ? 0 : (((-shift % length) + length) % length);
        return first == 0 ? x : Concatenate([SliceAxis(x, axis, first, null), SliceAxis(x, axis, 0, first)], axis);
    }

    /// <summary>The differences of neighbours, n times.</summary>
    public static Node Difference(OperationCall call)
    {
        Node x = call.X;
        int axis = x.Shape.Axis(call.Axis(-1));
        for (int n = call.Options.Int("n", 1); n > 0; n--) x = SliceAxis(x, axis, 1, null) - SliceAxis(x, axis, 0, -1);
        return x;
    }

    public static Node Pad(OperationCall call)
    {
        if (call.Options.Text("mode", "constant") is not "constant" and var mode) throw new ArgumentException($"margins are filled with one number here, not in the mode \"{mode}\"");
        int rank = call.X.Shape.Rank;
        int[][] widths = call.Options.Json("pad_width") is JsonArray { Count: > 0 } list && list[0] is JsonArray
            ? [.. list.Select(pair => new Vocabulary.Config(new JsonObject { ["pad_width"] = pair?.DeepClone() }, "pad").Ints("pad_width"))]
            : [call.Options.Ints("pad_width")];
        (int, int)[] margins = [.. widths.Select(width => (width[0], width[^1]))];
        return Functions.Pad(call.X, margins.Length == 1 ? [.. Enumerable.Repeat(margins[0], rank)] : margins, call.Options.Double("constant_values", 0));
    }

    /// <summary>The numbers of the last two axes at the chosen places, 0 at the others.</summary>
    public static Node Triangle(OperationCall call, Func<int, int, int, bool> isKept)
    {
        Shape shape = call.X.Shape;
        (int rows, int columns, int k) = (shape[shape.Rank - 2], shape[shape.Rank - 1], call.Options.Int("k", 0));
        Node kept = Constant.Of(Tensor.From([.. Enumerable.Range(0, rows * columns).Select(place => isKept(place / columns, place % columns, k))], [rows, columns]));
        return Where(Functions.BroadcastTo(kept, shape), call.X, Like(call.X, 0));
    }

    /// <summary>A block that begins at some place: −1 for a length is all that follows.</summary>
    public static Node Slice(OperationCall call)
    {
        Node x = call.X;
        int[] starts = call.Find(1, "start_indices") is Constant begin ? begin.Value.ToArray<int>() : throw new ArgumentException("the place where a slice begins must be numbers, not what a layer computes"), lengths = call.Options.Ints("shape");
        for (int axis = 0; axis < starts.Length; axis++) x = SliceAxis(x, axis, starts[axis], lengths[axis] < 0 ? null : starts[axis] + lengths[axis]);
        return x;
    }

    public static Node Take(OperationCall call)
    {
        Node indices = call.Value(1, "indices");
        if (indices.DType.IsFloat) indices = Cast(indices, DType.Int32);
        return call.Axes is null ? Gather(Flat(call.X), indices) : Gather(call.X, indices, call.Axis(0));
    }

    /// <summary>One number in the shape of x.</summary>
    public static Node Full(OperationCall call, Node value) =>
        Functions.BroadcastTo(Cast(value, call.Options.Has("dtype") ? Layers.Layer.ReadDType(call.Options, "dtype") : call.X.DType), call.X.Shape);

    /// <summary>x[key]: a number takes one entry and drops the axis, a slice some, null adds an axis, an ellipsis stands for the axes that are not named.</summary>
    public static Node GetItem(OperationCall call)
    {
        JsonNode? key = call.Argument(1, "key");
        JsonNode?[] parts = key is JsonArray list ? [.. list] : [key];
        int named = parts.Count(part => part is not null && !Is(part, "__ellipsis__"));
        Node x = call.X;
        int axis = 0, ahead = x.Shape.Rank - named;
        foreach (JsonNode? part in parts)
        {
            if (part is null)
            {
                x = Functions.Reshape(x, x.Shape.Insert(axis++, 1));
            }
            else if (Is(part, "__ellipsis__"))
            {
                axis += ahead;
            }
            else if (Is(part, "__slice__"))
            {
                var slice = new Vocabulary.Config((JsonObject)part["config"]!, "key");
                x = SliceAxis(x, axis++, slice.OptionalInt("start"), slice.OptionalInt("stop"), slice.Int("step", 1));
            }
            else
            {
                int index = part is JsonValue value && value.TryGetValue(out int number) ? number : throw new ArgumentException($"the key {part.ToJsonString()} is not supported; numbers, slices, null and an ellipsis are");
                Node entry = SliceAxis(x, axis, index, index == -1 ? null : index + 1);
                x = Functions.Reshape(entry, entry.Shape.Remove(axis));
            }
        }

        return x;
    }

    private static bool Is(JsonNode node, string className) => node is JsonObject json && json["class_name"] is JsonValue name && name.TryGetValue(out string? text) && text == className;
}
