using Backprop.Graphs;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>Whole numbers as rows: the ways in which preprocessing layers give out what they found. Source: keras/src/utils/numerical_utils.py.</summary>
internal static class CategoricalEncoding
{
    private static readonly string[] s_modes = ["int", "one_hot", "multi_hot", "count", "tf_idf"];

    /// <summary>An output mode by its name of today; "binary" and "tf-idf" are older ones.</summary>
    /// <exception cref="ArgumentException">There is no such mode, or the layer does not have it.</exception>
    public static string Mode(string mode, params ReadOnlySpan<string> without)
    {
        ArgumentNullException.ThrowIfNull(mode);
        string today = mode == "binary" ? "multi_hot" : mode == "tf-idf" ? "tf_idf" : mode;
        if (s_modes.Contains(today) && !without.Contains(today)) return today;
        string[] excluded = without.ToArray();
        throw new ArgumentException($"There is no output mode \"{mode}\" here. Known are {string.Join(", ", s_modes.Except(excluded).Select(known => $"\"{known}\""))}.", nameof(mode));
    }

    /// <summary>Whole numbers, encoded. A number outside of 0 … depth − 1 counts for nothing.</summary>
    /// <param name="ids">int32 or int64.</param>
    /// <param name="mode">"int", "one_hot", "multi_hot", "count" or "tf_idf".</param>
    /// <param name="depth">The length of a row.</param>
    /// <param name="dtype">The type of the rows.</param>
    /// <param name="weights">What each number counts in mode "count". Default 1.</param>
    /// <param name="factors">The factor of each place of a row in mode "tf_idf".</param>
    public static Node Encode(Node ids, string mode, int depth, DType dtype, Node? weights = null, Node? factors = null)
    {
        if (mode == "int") return ids;
        if (mode == "one_hot") return OneHot(ids.Shape.Rank > 1 && ids.Shape[-1] == 1 ? Reshape(ids, ids.Shape[..^1]) : ids, depth, dtype);
        if (ids.Shape.Rank < 2) throw new ArgumentException("it expects (batch, n): one row of numbers per sample");
        Node counts = Counts(ids, depth, dtype, weights);
        return mode switch
        {
            "multi_hot" => Minimum(counts, 1),
            "tf_idf" => Multiply(counts, factors!),
            _ => counts,
        };
    }

    /// <summary>
    /// How often each number stands in a row, (…, n) to (…, depth): ones are added up at the places of a long row of all counts. One-hot rows would do the same
    /// with n times the memory.
    /// </summary>
    private static Node Counts(Node ids, int depth, DType dtype, Node? weights)
    {
        Shape outer = ids.Shape[..^1];
        int rows = checked((int)outer.Size), length = ids.Shape[-1], width = depth + 1; // the last place takes what counts for nothing
        Node whole = Cast(ids, DType.Int64);
        Node isInside = LogicalAnd(GreaterEqual(whole, 0), Less(whole, depth));
        long[] starts = [.. Enumerable.Range(0, rows).Select(row => (long)row * width)];
        Node places = Add(Reshape(Where(isInside, whole, Like(whole, depth)), [rows, length]), Constant.Of(Tensor.From(starts, [rows, 1])));
        Node ones = weights is null ? Constant.Of(Tensor.Full(1, dtype, [rows * length])) : Reshape(Cast(weights, dtype), [rows * length]);
        Node counts = ScatterAdd(ones, Reshape(places, [rows * length]), rows * width);
        return Reshape(SliceAxis(Reshape(counts, [rows, width]), -1, 0, depth), outer.Insert(-1, depth));
    }
}
