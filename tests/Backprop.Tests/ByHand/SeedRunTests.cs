using System.Text.Json;
using Backprop.ByHand;

namespace Backprop.Tests.ByHand;

/// <summary>The published runs, and the correct ones, number by number.</summary>
public sealed class SeedRunTests
{
    [Theory]
    [InlineData("regression_correct", 1e-12)]
    [InlineData("regression_day8_correct", 1e-12)]
    [InlineData("classification_correct", 1e-12)]
    public void The_correct_update_gives_the_correct_series_and_weights(string name, double tolerance)
    {
        JsonElement run = PublishedNumbers.Run(name);
        Network network = SeedNetwork(name);
        IReadOnlyList<EpochRecord> records = Train(network, run, new GradientDescent(LearningRate(run)));

        Assert.InRange(Agreement.RelativeDifference(PublishedNumbers.Losses(run), Losses(records)), 0, tolerance);
        Assert.InRange(Agreement.RelativeDifference(PublishedNumbers.Final(run), network.GetWeights()), 0, tolerance);
        Assert.Equal(network.GetWeights(), records[^1].Flatten());
    }

    [Theory]
    [InlineData("regression_by_hand")]
    [InlineData("regression_day8_published_update")]
    [InlineData("classification_by_hand")]
    public void The_published_update_gives_the_published_series_and_printed_weights(string name)
    {
        JsonElement run = PublishedNumbers.Run(name);
        Network network = SeedNetwork(name);
        IReadOnlyList<EpochRecord> records = Train(network, run, new PublishedUpdate(LearningRate(run)));

        Assert.InRange(Agreement.RelativeDifference(PublishedNumbers.Losses(run), Losses(records)), 0, 1e-12);
        double[] printed = PublishedNumbers.Final(run);
        double[] weights = network.GetWeights();
        for (int n = 0; n < printed.Length; n++)
        {
            // NumPy printed 8 decimals, or 9 significant digits where it chose the scientific form: half a unit of the last place.
            Assert.Equal(printed[n], weights[n], Math.Max(1e-14, Math.Abs(printed[n]) < 1e-3 ? 5.1e-14 : name.Contains("day8") ? 1e-12 : 5.1e-9));
        }
    }

    [Fact]
    public void The_published_single_visits_follow_from_the_order_in_which_the_cells_were_run()
    {
        JsonElement run = PublishedNumbers.Run("classification_by_hand");
        double[] printed = PublishedNumbers.Numbers(run.GetProperty("first_sample_losses"));
        (double[][] x, double[][] y) = PublishedNumbers.Table(run);
        int[][] visits = [[0], [1, 1], [0, 2], [0, 2, 3]];
        for (int sample = 0; sample < 4; sample++)
        {
            Network network = SeedNetwork("classification");
            double loss = 0;
            foreach (int visited in visits[sample])
            {
                loss = network.TrainEpoch([x[visited]], [y[visited]], new PublishedUpdate(0.0001));
            }

            Assert.InRange(Agreement.RelativeDifference(printed[sample], loss), 0, 1e-14);
        }
    }

    [Fact]
    public void The_first_sample_is_predicted_as_published()
    {
        JsonElement first = PublishedNumbers.Run("regression_by_hand").GetProperty("first_sample");
        Network network = SeedNetwork("regression");
        network.Forward([8, 8]);

        Assert.Equal(13, Math.Min(13, Agreement.Digits(PublishedNumbers.Numbers(first.GetProperty("A1")), network.Layers[0].A)));
        Assert.Equal(13, Math.Min(13, Agreement.Digits(first.GetProperty("yhat").GetDouble(), network.Output.A[0])));
        Assert.Equal(13, Math.Min(13, Agreement.Digits(first.GetProperty("loss").GetDouble(), network.LossOf([4]))));
    }

    [Theory]
    [InlineData("regression_correct")]
    [InlineData("classification_correct")]
    public void Without_its_defects_the_published_update_is_gradient_descent(string name)
    {
        JsonElement run = PublishedNumbers.Run(name);
        Network network = SeedNetwork(name);
        Train(network, run, new PublishedUpdate(LearningRate(run), PublishedDefects.None));
        Assert.InRange(Agreement.RelativeDifference(PublishedNumbers.Final(run), network.GetWeights()), 0, 1e-12);
    }

    [Theory]
    [InlineData(PublishedDefects.BiasTakenFromWeight)]
    [InlineData(PublishedDefects.TransposedFirstLayer)]
    [InlineData(PublishedDefects.UpdatedWeightInChain)]
    public void Each_defect_alone_changes_the_weights_and_the_loss_falls_all_the_same(PublishedDefects defect)
    {
        JsonElement run = PublishedNumbers.Run("regression_correct");
        Network network = SeedNetwork("regression");
        IReadOnlyList<EpochRecord> records = Train(network, run, new PublishedUpdate(0.001, defect));
        Assert.True(Agreement.Digits(PublishedNumbers.Final(run), network.GetWeights()) < 4);
        Assert.True(records[^1].Loss < records[0].Loss / 10);
    }

    [Fact]
    public void Equal_hidden_units_stay_equal_unless_the_update_is_wrong()
    {
        JsonElement run = PublishedNumbers.Run("regression_correct");
        Network right = SeedNetwork("regression");
        Train(right, run, new GradientDescent(0.001));
        Network wrong = SeedNetwork("regression");
        Train(wrong, run, new PublishedUpdate(0.001));

        Assert.Equal(right.Layers[0].Weights[0, 0], right.Layers[0].Weights[0, 1]);
        Assert.NotEqual(wrong.Layers[0].Weights[0, 0], wrong.Layers[0].Weights[0, 1]);
    }

    [Fact]
    public void The_published_update_takes_only_the_published_network()
    {
        Network network = new([2, 3, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
        network.Forward([1, 2]);
        Assert.Contains("2-2-1", Assert.Throws<ArgumentException>(() => new PublishedUpdate(0.001).Apply(network, [1])).Message);
    }

    private static Network SeedNetwork(string name) => name.StartsWith("regression", StringComparison.Ordinal)
        ? new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError)
        : new([2, 2, 1], [Activation.Sigmoid, Activation.Sigmoid], Loss.BinaryCrossEntropy);

    private static double LearningRate(JsonElement run) => run.GetProperty("learning_rate").GetDouble();

    private static double[] Losses(IReadOnlyList<EpochRecord> records) => [.. records.Select(record => record.Loss)];

    private static IReadOnlyList<EpochRecord> Train(Network network, JsonElement run, UpdateRule rule)
    {
        (double[][] x, double[][] y) = PublishedNumbers.Table(run);
        return network.Train(x, y, run.GetProperty("epochs").GetInt32(), rule);
    }
}
