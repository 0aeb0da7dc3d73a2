#:project ../src/Backprop/Backprop.csproj
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Side by side: the seeds' regression trained three ways that share no derivative. By hand (plain loops), by automatic
// differentiation (an expression, its gradient, and an update), and by a model. Do they arrive at the same nine numbers?
// Run it with: dotnet run lessons/side-by-side.cs

using System.Globalization;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Lessons;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Hand = Backprop.ByHand;

internal static class SideBySide
{
    private const int Epochs = 75;
    private const double LearningRate = 0.001;
    private static readonly double[][] s_x = [[8, 8], [7, 9], [6, 10], [5, 12]];
    private static readonly double[] s_y = [4, 5, 6, 7];

    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        List<Epoch> hand = ByHand(new Hand.GradientDescent(LearningRate));
        List<Epoch> graph = ByDifferentiation();
        List<Epoch> model = ByModel();

        page.Heading("1. Epoch by epoch: the three losses, and to how many digits losses and weights agree");
        page.Write("Digits are counted for the worst of the ten numbers of an epoch; 17 means that every bit is equal.");
        page.Row("epoch", "by hand", "by gradient", "by model", "digits");
        var digits = new List<double>();
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            int agreed = Math.Min(Digits(hand[epoch], graph[epoch]), Digits(hand[epoch], model[epoch]));
            digits.Add(agreed);
            page.Row($"{epoch + 1,5}", F(hand[epoch].Loss), F(graph[epoch].Loss), F(model[epoch].Loss), agreed.ToString(CultureInfo.InvariantCulture));
        }

        page.Heading($"2. Weight by weight, after {Epochs} epochs");
        page.Row("", "by hand", "by gradient", "by model", "digits");
        for (int n = 0; n < 9; n++)
        {
            (double a, double b, double c) = (hand[^1].Weights[n], graph[^1].Weights[n], model[^1].Weights[n]);
            int agreed = Math.Min(Hand.Agreement.Digits(a, b), Hand.Agreement.Digits(a, c));
            page.Row(Page.WeightName(n), F(a), F(b), F(c), agreed.ToString(CultureInfo.InvariantCulture));
        }

        page.Write($"Over all epochs the three agree to {digits.Min()} digits or more.");

        page.Heading("3. The published update beside the correct one");
        List<Epoch> published = ByHand(new Hand.PublishedUpdate(LearningRate));
        page.Row("loss of epoch", "correct", "published");
        foreach (int epoch in (int[])[1, 2, 3, 4, 5, 10, 25, 50, 75]) page.Row($"{epoch,5}", F(hand[epoch - 1].Loss), F(published[epoch - 1].Loss));
        page.Write();
        page.Row($"after {Epochs} epochs", "correct", "published");
        for (int n = 0; n < 9; n++) page.Row(Page.WeightName(n), F(hand[^1].Weights[n]), F(published[^1].Weights[n]));
        int lowest = published.FindIndex(epoch => epoch.Loss == published.Min(other => other.Loss));
        page.Write($"The correct loss falls from {hand[0].Loss:F4} to {hand[^1].Loss:F4}. The published one falls too, to {published[lowest].Loss:F4} in epoch {lowest + 1}, then rises to {published[^1].Loss:F4}.");
        page.Write($"Who stops after {lowest + 1} epochs sees nothing wrong.");
        page.Write("A falling loss does not show that a gradient is right; agreement with a stranger does.");

        Keep(page, "by_hand", hand);
        Keep(page, "by_differentiation", graph);
        Keep(page, "by_model", model);
        Keep(page, "published_update", published);
        page.Numbers.Keep("digits", digits);
    }

    private static List<Epoch> ByHand(Hand.UpdateRule rule)
    {
        var network = new Hand.Network([2, 2, 1], [Hand.Activation.Linear, Hand.Activation.Linear], Hand.Loss.SquaredError, initialWeight: 0.1);
        return [.. network.Train(s_x, s_y, Epochs, rule).Select(record => new Epoch(record.Loss, record.Flatten()))];
    }

    private static List<Epoch> ByDifferentiation()
    {
        Placeholder x = Placeholder.Of("x", DType.Float64, [1, 2]);
        Placeholder y = Placeholder.Of("y", DType.Float64, [1, 1]);
        Variable w1 = Variable.Of("W1", Tensor.Full(0.1, DType.Float64, [2, 2]));
        Variable b1 = Variable.Of("b1", 0, 0);
        Variable w2 = Variable.Of("W2", Tensor.Full(0.1, DType.Float64, [2, 1]));
        Variable b2 = Variable.Of("b2", 0.0);
        Variable[] weights = [w1, b1, w2, b2];

        // The network is an expression, its gradient another; nobody writes a derivative.
        Node prediction = Functions.MatMul(Functions.MatMul(x, w1) + b1, w2) + b2;
        Node loss = Functions.Mean(Functions.Square(y - prediction));
        IReadOnlyList<Node> gradients = Gradient.Of(loss, weights);
        Update[] updates = [.. weights.Zip(gradients, (weight, gradient) => new Update(weight, weight - LearningRate * gradient))];
        Plan step = Plan.Of([loss], updates);

        var epochs = new List<Epoch>();
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            double sum = 0;
            for (int student = 0; student < s_x.Length; student++)
            {
                step.Feed(x, Tensor.From(s_x[student]));
                step.Feed(y, Tensor.From([s_y[student]]));
                step.Run();
                sum += step[loss].GetDouble();
            }

            epochs.Add(new Epoch(sum / s_x.Length, [.. weights.SelectMany(weight => weight.Value.ToArray<double>())]));
        }

        return epochs;
    }

    private static List<Epoch> ByModel()
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(2, activation: "linear", inputDim: 2),
            new Dense(1, activation: "linear"),
        };
        model.SetWeights(new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } }, new double[] { 0, 0 }, new double[,] { { 0.1 }, { 0.1 } }, new double[] { 0 });
        model.Compile(new Sgd(LearningRate), new MeanSquaredError());

        var epochs = new List<Epoch>();
        var observer = new LambdaCallback(onEpochEnd: (_, logs) => epochs.Add(new Epoch(logs.Loss, [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())])));
        Tensor x = Tensor.From(s_x.SelectMany(row => row).ToArray(), [4, 2]);
        Tensor y = Tensor.From(s_y, [4, 1]);
        model.Fit(x, y, epochs: Epochs, batchSize: 1, shuffle: false, callbacks: [observer]);
        return epochs;
    }

    private static int Digits(Epoch first, Epoch second) =>
        Math.Min(Hand.Agreement.Digits(first.Loss, second.Loss), Hand.Agreement.Digits(first.Weights, second.Weights));

    private static void Keep(Page page, string name, List<Epoch> epochs)
    {
        page.KeepRun(name, epochs.Select(epoch => epoch.Loss), epochs[^1].Weights);
        for (int n = 0; n < 9; n++)
        {
            int at = n;
            page.Numbers.Keep($"{name}/weights/{Page.WeightName(n)}", epochs.Select(epoch => epoch.Weights[at]));
        }
    }

    private static string F(double number) => number.ToString("F12", CultureInfo.InvariantCulture);

    /// <summary>What an epoch left behind: its mean loss, and the nine weights and biases after it.</summary>
    private sealed record Epoch(double Loss, double[] Weights);
}
