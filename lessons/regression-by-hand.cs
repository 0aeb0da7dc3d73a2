#:package Microsoft.Data.Analysis
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Regression by hand: what a student will earn (lpa), predicted from two columns by a network of nine numbers.
// Every step is a plain loop over double[] in src/Backprop.ByHand; read this file beside Network.cs and Layer.cs there.
// Run it with: dotnet run lessons/regression-by-hand.cs

using Backprop.ByHand;
using Backprop.Lessons;
using Microsoft.Data.Analysis;

internal static class RegressionByHand
{
    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        page.Heading("1. The table");
        var students = new DataFrame(
            new DoubleDataFrameColumn("cgpa", [8, 7, 6, 5]),
            new DoubleDataFrameColumn("profile_score", [8, 9, 10, 12]),
            new DoubleDataFrameColumn("lpa", [4, 5, 6, 7]));
        page.Write(students.ToString());
        double[][] x = [.. students.Rows.Select(row => new[] { (double)row["cgpa"], (double)row["profile_score"] })];
        double[] y = [.. students.Rows.Select(row => (double)row["lpa"])];

        page.Heading("2. One student through the network");
        var network = new Network([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError, initialWeight: 0.1);
        double prediction = network.Forward(x[0])[0];
        double loss = network.LossOf([y[0]]);
        network.Backward([y[0]]);
        Layer hidden = network.Layers[0];
        Layer output = network.Layers[1];
        page.Write($"Forward:  a = xW1 + b1 = ({hidden.A[0]:G6}, {hidden.A[1]:G6}), then ŷ = aW2 + b2 = {prediction:G6}.");
        page.Write($"Loss:     (y - ŷ)² = ({y[0]} - {prediction:G6})² = {loss:G6}.");
        page.Write($"Backward: δ of the output = 2(ŷ - y) = {output.Delta[0]:G6}; δ of each hidden unit = δ·W2 = {hidden.Delta[0]:G6}.");
        page.Write($"          dW2[0] = δ·a[0] = {output.WeightGradients[0, 0]:G6};  dW1[0,0] = δ[0]·x[0] = {hidden.WeightGradients[0, 0]:G6}.");
        page.Write($"Update:   W1[0,0] ← W1[0,0] - η·dW1[0,0] = 0.1 - 0.001·({hidden.WeightGradients[0, 0]:G6}) = {0.1 - 0.001 * hidden.WeightGradients[0, 0]:G6}.");
        page.Numbers.Keep("first_sample/A1", hidden.A.ToArray());
        page.Numbers.Keep("first_sample/yhat", prediction);
        page.Numbers.Keep("first_sample/loss", loss);

        page.Heading("3. Seventy-five epochs, one student at a time");
        page.Write("The loss of an epoch is the mean of the four losses, each taken before that student's update.");
        page.EpochHeader();
        Train(page, "regression_correct", x, y, epochs: 75, new GradientDescent(learningRate: 0.001));
        page.Write("The two hidden units began equal, so they receive equal gradients and stay equal.");

        page.Heading("4. The update as it was published");
        page.Write("The published notebook makes three mistakes in its update:");
        page.Write("  b2 is taken from W2[1] instead of b2; the steps of W1[0,1] and W1[1,0] change places;");
        page.Write("  and the steps of W1 and b1 use W2 after it has moved, not the W2 that made the prediction.");
        page.EpochHeader();
        Train(page, "regression_by_hand", x, y, epochs: 5, new PublishedUpdate(learningRate: 0.001));
        page.Write("In these first epochs the loss falls all the same: a falling loss is no proof of a right gradient.");
        page.Write("What gives it away: the hidden units, equal at first, have parted.");

        page.Heading("5. The first table of the seeds, whose last student has 15 and not 12");
        x[3] = [5, 15];
        page.Write("The correct update:");
        page.EpochHeader();
        List<double> correct = Train(page, "regression_day8_correct", x, y, epochs: 75, new GradientDescent(learningRate: 0.001));
        page.Write();
        page.Write("The published update:");
        page.EpochHeader();
        List<double> published = Train(page, "regression_day8_published_update", x, y, epochs: 75, new PublishedUpdate(learningRate: 0.001));
        int lowest = published.IndexOf(published.Min());
        page.Write($"The correct loss falls to {correct[^1]:F4}. The published one falls to {published[lowest]:F4} in epoch {lowest + 1}, then rises to {published[^1]:F4}.");
        page.Write("After a few epochs nobody would ask why; the rise afterwards is the second thing that gives it away.");

        page.Heading("6. The same loops in a deeper network, 2-4-4-4-1");
        var deep = new Network([2, 4, 4, 4, 1], [Activation.Tanh, Activation.Tanh, Activation.Tanh, Activation.Linear], Loss.SquaredError);
        deep.InitializeGlorotUniform(new Random(8));
        IReadOnlyList<EpochRecord> records = deep.Train(x, y, epochs: 200, new GradientDescent(learningRate: 0.01));
        page.Write($"{deep.GetWeights().Length} weights and biases; the loss went from {records[0].Loss:F4} to {records[^1].Loss:F4} in {records.Count} epochs.");
        page.Numbers.Keep("deep/epoch_losses", records.Select(record => record.Loss));
    }

    /// <summary>Trains a fresh network, writes each epoch, and returns the losses.</summary>
    private static List<double> Train(Page page, string name, double[][] x, double[] y, int epochs, UpdateRule rule)
    {
        var network = new Network([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError, initialWeight: 0.1);
        IReadOnlyList<EpochRecord> records = network.Train(x, y, epochs, rule, epoch => page.Epoch(epoch.Epoch, epoch.Loss, epoch.Flatten()));
        List<double> losses = [.. records.Select(record => record.Loss)];
        page.KeepRun(name, losses, network.GetWeights());
        return losses;
    }
}
