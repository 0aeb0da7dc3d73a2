#:package Microsoft.Data.Analysis
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Classification by hand: whether a student is placed, 1 or 0. Two things change from the regression: every unit ends in a
// sigmoid, so that the output can be read as a probability, and the loss is the binary cross-entropy.
// Run it with: dotnet run lessons/classification-by-hand.cs

using Backprop.ByHand;
using Backprop.Lessons;
using Microsoft.Data.Analysis;

internal static class ClassificationByHand
{
    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        page.Heading("1. The table");
        var students = new DataFrame(
            new DoubleDataFrameColumn("cgpa", [8, 7, 6, 5]),
            new DoubleDataFrameColumn("profile_score", [8, 9, 10, 5]),
            new DoubleDataFrameColumn("placed", [1, 1, 0, 0]));
        page.Write(students.ToString());
        double[][] x = [.. students.Rows.Select(row => new[] { (double)row["cgpa"], (double)row["profile_score"] })];
        double[] y = [.. students.Rows.Select(row => (double)row["placed"])];

        page.Heading("2. One student at a time, with the published update");
        page.Write("Predict, update, then print the loss of that prediction: -y·ln ŷ - (1 - y)·ln(1 - ŷ).");
        page.Write("The notebook shows four such losses; they follow if its cells were run, each time from fresh weights, in this order:");
        int[][] visits = [[0], [1, 1], [0, 2], [0, 2, 3]];
        var losses = new List<double>();
        foreach (int[] visit in visits)
        {
            Network fresh = Fresh();
            double loss = 0;
            foreach (int student in visit)
            {
                fresh.Forward(x[student]);
                loss = fresh.LossOf([y[student]]);
                new PublishedUpdate(learningRate: 0.0001).Apply(fresh, [y[student]]);
            }

            losses.Add(loss);
            page.Write($"students {string.Join(", ", visit.Select(student => student + 1)),-8} y = {y[visit[^1]]}, ŷ = {fresh.Output.A[0]:F6}, loss = {loss:F6}");
        }

        page.Numbers.Keep("first_sample_losses", losses);

        page.Heading("3. Fifty epochs with the correct update");
        page.EpochHeader();
        Train(page, "classification_correct", x, y, new GradientDescent(learningRate: 0.0001));
        page.Write("The learning rate is small, so the loss falls slowly; but it falls in every epoch.");

        page.Heading("4. Fifty epochs with the update as it was published");
        page.EpochHeader();
        Train(page, "classification_by_hand", x, y, new PublishedUpdate(learningRate: 0.0001));
        page.Write("b2 jumped to where W2[1] is, because it was taken from there: the loss starts higher and still falls.");

        page.Heading("5. What changes when the target is continuous");
        page.Write("The gradient enters the network at the output as δ = ∂loss/∂z = ∂loss/∂ŷ · f′(z):");
        page.Write();
        page.Row("", "∂loss/∂ŷ", "f′(z)", "δ");
        page.Row("class: sigmoid, BCE", "(ŷ-y)/(ŷ(1-ŷ))", "ŷ(1-ŷ)", "ŷ-y");
        page.Row("number: linear, (y-ŷ)²", "2(ŷ-y)", "1", "2(ŷ-y)");
        page.Write();
        const double target = 1;
        foreach (double z in (double[])[-2, 0, 0.5, 2])
        {
            // Both δ for the same prediction, multiplied out as the chain rule says and as the code writes them.
            double prediction = Activations.Value(Activation.Sigmoid, z);
            double chain = Losses.Derivative(Loss.BinaryCrossEntropy, target, prediction) * Activations.Derivative(Activation.Sigmoid, z, prediction);
            double classes = Losses.OutputDelta(Loss.BinaryCrossEntropy, Activation.Sigmoid, target, z, prediction);
            double numbers = Losses.OutputDelta(Loss.SquaredError, Activation.Linear, target, prediction, prediction);
            page.Write($"y = 1, ŷ = {prediction:F4}:  ŷ-y = {classes:F4} (multiplied out: {chain:F4});  2(ŷ-y) = {numbers:F4}");
            string name = FormattableString.Invariant($"delta/z = {z}");
            page.Numbers.Keep($"{name}/sigmoid_with_cross_entropy", classes);
            page.Numbers.Keep($"{name}/linear_with_squared_error", numbers);
        }

        page.Write();
        page.Write("Sigmoid and cross-entropy cancel to ŷ-y; linear and squared error give 2(ŷ-y): only a factor of 2 apart.");
        page.Write("So a continuous target changes the output's activation and the loss. Everything behind δ stays as it is.");
    }

    private static Network Fresh() => new([2, 2, 1], [Activation.Sigmoid, Activation.Sigmoid], Loss.BinaryCrossEntropy, initialWeight: 0.1);

    /// <summary>Trains a fresh network and writes each epoch.</summary>
    private static void Train(Page page, string name, double[][] x, double[] y, UpdateRule rule)
    {
        Network network = Fresh();
        IReadOnlyList<EpochRecord> records = network.Train(x, y, epochs: 50, rule, epoch => page.Epoch(epoch.Epoch, epoch.Loss, epoch.Flatten()));
        page.KeepRun(name, records.Select(record => record.Loss), network.GetWeights());
    }
}
