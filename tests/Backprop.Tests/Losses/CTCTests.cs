using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Losses;

/// <summary>The witness tries every way to name the time steps and keeps those that read as the labels.</summary>
public sealed class CTCTests
{
    [Theory]
    [InlineData(5, 3, 1, 2, 0)]
    [InlineData(5, 3, 1, 1, 0)]
    [InlineData(5, 3, 2, 1, 2)]
    [InlineData(4, 4, 3, 0, 0)]
    [InlineData(4, 2, 0, 0, 0)]
    [InlineData(1, 3, 2, 0, 0)]
    [InlineData(3, 4, 1, 2, 3)]
    [InlineData(5, 3, 1, 1, 1)]
    public void It_is_the_sum_over_all_ways_to_spread_the_labels(int steps, int classes, int first, int second, int third)
    {
        int[] labels = [first, second, third];
        Tensor logits = LayerContract.Numbers([2, steps, classes], DType.Float64, steps + first);
        Tensor targets = Tensor.From([.. labels, 1, 0, 0], [2, 3]);
        double[] values = new CTC(Reduction.None).Compute(targets, Constant.Of(logits)).Evaluate().ToArray<double>();
        Assert.Equal(ByEnumeration(logits[0], [.. labels.Where(label => label != 0)]), values[0], 1e-12);
        Assert.Equal(ByEnumeration(logits[1], [1]), values[1], 1e-12);
        GradientCheck.Of(inputs => new CTC().Compute(targets, inputs[0]), [logits]).AssertAgrees();
    }

    [Theory]
    [InlineData("CTC")]
    [InlineData("ctc")]
    public void It_has_its_name(string name) => Assert.Equal("ctc", ((Loss)name).Name);

    [Fact]
    public void Targets_that_cannot_be_are_refused()
    {
        var loss = new CTC();
        Refused([[1, 0, 2]], "before the label 2");
        Refused([[1, 2, 3], [1, 4, 0]], "row 1 of the targets has 4");
        Refused([[2, 2, 1]], "need 4 time steps");
        Refused([[-1, 0, 0]], "has -1");

        void Refused(int[][] rows, string reason) => Assert.Contains(reason, Assert.Throws<ArgumentException>(() => loss.CheckTargets(Tensor.From(rows.SelectMany(row => row).ToArray(), [rows.Length, 3]), [Shape.Unknown, 3, 4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_learns_to_say_labels_whose_times_it_was_not_told()
    {
        // Each step shows a symbol; silence is 0. The labels are what is heard.
        var x = new float[4, 6, 3];
        int[,] heard = { { 1, 2 }, { 2, 1 }, { 1, 1 }, { 2, 0 } };
        int[,] times = { { 1, 3 }, { 0, 4 }, { 2, 5 }, { 3, 0 } };
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                if (heard[i, j] != 0) x[i, times[i, j], heard[i, j]] = 1;
            }
        }

        var model = new Sequential { new InputLayer([6, 3]), new Dense(3) };
        model.Compile(new Adam(0.1), "ctc");
        History history = model.Fit(x, heard, epochs: 60, batchSize: 4);
        Assert.True(history["loss"][^1] < 0.3, history["loss"][^1].ToString());
    }

    private static double ByEnumeration(Tensor logits, int[] labels)
    {
        int steps = logits.Shape[0], classes = logits.Shape[1];
        double sum = 0;
        for (int way = 0; way < (int)Math.Pow(classes, steps); way++)
        {
            int[] names = [.. Enumerable.Range(0, steps).Select(step => way / (int)Math.Pow(classes, step) % classes)];
            int[] read = [.. names.Where((name, step) => name != 0 && (step == 0 || names[step - 1] != name))];
            if (read.SequenceEqual(labels)) sum += names.Select((name, step) => Probability(logits[step].ToArray<double>(), name)).Aggregate(1.0, (a, b) => a * b);
        }

        return -Math.Log(sum);
    }

    private static double Probability(double[] logits, int name) => Math.Exp(logits[name]) / logits.Sum(Math.Exp);
}
