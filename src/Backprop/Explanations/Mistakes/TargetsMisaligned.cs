using Backprop.Explanations.Auditing;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Mistakes;

/// <summary>Paired rows with the wrong targets.</summary>
internal sealed class TargetsMisaligned : Mistake
{
    /// <inheritdoc/>
    public override string Code => "targets-misaligned";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int rows = situation.Rows;
        int[] right = [.. Enumerable.Range(0, rows)];
        var orders = new List<(int[] Order, string Done)>();
        foreach (int by in rows <= 40 ? Enumerable.Range(1, Math.Max(0, rows - 1)) : [1, rows - 1]) orders.Add(([.. right.Select(row => (row + by) % rows)], by == rows - 1 ? "Each row is paired with the target of the row before it" : $"Each row is paired with the target {by} {(by == 1 ? "row" : "rows")} further down"));
        orders.Add(([.. right.Reverse()], "The targets are paired with the rows in the opposite order"));
        for (int a = 0; a < rows; a++)
        {
            for (int b = a + 1; b < rows && (rows <= 16 || b == a + 1); b++)
            {
                int[] order = [.. right];
                (order[a], order[b]) = (b, a);
                orders.Add((order, $"The targets of rows {a} and {b} are exchanged"));
            }
        }

        // Targets that stay still while the rows move up, the last or first one repeated.
        orders.Add(([.. right.Select(row => Math.Min(row + 1, rows - 1))], "Each row is paired with the target of the next, the last with its own"));
        orders.Add(([.. right.Select(row => Math.Max(row - 1, 0))], "Each row is paired with the target of the row before it, the first with its own"));
        foreach ((int[] order, string done) in orders.Where(entry => !entry.Order.SequenceEqual(right)).DistinctBy(entry => string.Join(",", entry.Order)).Take(400))
        {
            yield return new Hypothesis(this, null, done) { Setup = setup => setup with { Data = new TrainingData(setup.Data.X, [.. setup.Data.Y.Select(tensor => Rows(tensor, order))], setup.Data.Weights) } };
        }
    }


    /// <summary>The rows with some numbers, in that order.</summary>
    internal static Tensor Rows(Tensor tensor, int[] rows)
    {
        int width = tensor.Shape[0] == 0 ? 0 : tensor.Size / tensor.Shape[0];
        double[] values = tensor.ToArray<double>();
        return Tensor.From(rows.SelectMany(row => values.AsSpan(row * width, width).ToArray()).ToArray(), tensor.Shape.With(0, rows.Length)).Cast(tensor.DType);
    }
}
