using Backprop.Explanations.Auditing;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Mistakes;

/// <summary>Left out one or more rows.</summary>
internal sealed class SampleMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "sample-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        int rows = situation.Rows;
        if (rows < 2 || rows > 1000) yield break;
        // Any one row; then the first or the last few; then what the numbers say.
        var choices = new List<int[]>();
        if (rows <= 64) choices.AddRange(Enumerable.Range(0, rows).Select(row => new[] { row }));
        else choices.AddRange([[0], [rows - 1]]);
        for (int count = 2; count < rows && count <= 16; count++) choices.AddRange([[.. Enumerable.Range(0, count)], [.. Enumerable.Range(rows - count, count)]]);
        if (rows <= 12)
        {
            for (int a = 0; a < rows; a++)
            {
                for (int b = a + 1; b < rows; b++) choices.Add([a, b]);
            }
        }

        if (rows is > 2 and <= 64) choices.AddRange(Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, rows).Where(other => other != row).ToArray()));
        foreach (int[] missing in choices.DistinctBy(rows => string.Join(",", rows)))
        {
            double left = rows - missing.Length;
            if (left < 1) continue;
            string which = missing.Length == 1 ? $"Row {missing[0]} is" : missing.Length == rows - 1 ? $"All rows but {Enumerable.Range(0, rows).Except(missing).Single()} are" : $"Rows {string.Join(", ", missing)} are";
            double[] factors = [.. Enumerable.Range(0, rows).Select(row => missing.Contains(row) ? 0.0 : 1.0)];
            yield return Weighted($"{which} left out, and the mean is over the {left} that remain", Change.Times(factors, rows / left));
            yield return Weighted($"{which} left out, though the sum is divided by all {rows}", factors);
            if (situation.Form.Names.Any(name => name.Origin.Name == "variance")) yield return new Hypothesis(this, null, $"{which} left out of the batch") { Setup = setup => setup with { Data = Without(setup.Data, missing) } };
        }

        Hypothesis Weighted(string done, double[] factors) => new(this, null, done) { Setup = setup => setup with { RowFactors = factors } };
    }


    private static TrainingData Without(TrainingData data, int[] missing)
    {
        int[] kept = [.. Enumerable.Range(0, data.Count).Except(missing)];
        return new TrainingData(Rows(data.X), Rows(data.Y), Rows(data.Weights));

        Tensor[] Rows(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(tensor => TargetsMisaligned.Rows(tensor, kept))];
    }
}
