#:package Microsoft.Data.Analysis
#:project ../src/Backprop/Backprop.csproj
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Regression by model: the network of regression-by-hand in the calls that a Keras user knows, on both tables of the seeds.
// Unshuffled and in float64 the numbers can be compared with those by hand; shuffled is how the seeds ran.
// Run it with: dotnet run lessons/regression-by-model.cs

using Backprop.Layers;
using Backprop.Lessons;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using Microsoft.Data.Analysis;
using Hand = Backprop.ByHand;

internal static class RegressionByModel
{
    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        page.Heading("1. The tables");
        DataFrame first = Students(lastScore: 15);
        DataFrame second = Students(lastScore: 12);
        page.Write("The first seed's:");
        page.Write(first.ToString());
        page.Write("The second seed's:");
        page.Write(second.ToString());

        page.Heading("2. The model");
        page.Write(Build(DType.Float64).Summary());

        page.Heading("3. The first table with SGD, in row order and float64");
        double[] day8 = Fit(page, "day8_sgd", first, "sgd 0.001", DType.Float64, shuffle: false);
        Compare(page, "day8_sgd", day8, ByHand(first, new Hand.GradientDescent(learningRate: 0.001)));

        page.Heading("4. The same, shuffled in every epoch and in float32, as the seed ran it");
        Fit(page, "day8_sgd_shuffled", first, "sgd 0.001", DType.Float32, shuffle: true);

        page.Heading("5. The second table with SGD, in row order and float64");
        double[] sgd = Fit(page, "sgd", second, "sgd 0.001", DType.Float64, shuffle: false);
        Compare(page, "sgd", sgd, ByHand(second, new Hand.GradientDescent(learningRate: 0.001)));

        page.Heading("6. The second table with Adam, in row order and float64");
        double[] adam = Fit(page, "adam", second, "adam", DType.Float64, shuffle: false);
        Compare(page, "adam", adam, ByHand(second, new Hand.Adam(learningRate: 0.001)));
        page.Write("And in float32, Keras' own number type:");
        Fit(page, "adam_float32", second, "adam", DType.Float32, shuffle: false);

        page.Heading("7. The same, shuffled in every epoch, as the seed ran it");
        double[] shuffled = Fit(page, "adam_shuffled", second, "adam", DType.Float32, shuffle: true);
        double[] published = [0.37367252, 0.37367252, 0.3655503, 0.3655503, 0.27229998, 0.27229998, 0.37290192, 0.37290192, 0.2046681];
        double largest = 0;
        page.Row("", "this run", "published");
        for (int n = 0; n < published.Length; n++)
        {
            page.Row(Page.WeightName(n), shuffled[n].ToString("F6", System.Globalization.CultureInfo.InvariantCulture), published[n].ToString("F6", System.Globalization.CultureInfo.InvariantCulture));
            largest = Math.Max(largest, Math.Abs(shuffled[n] - published[n]));
        }

        page.Write("The published run shuffled the students into orders that nobody recorded, so these weights can agree only roughly,");
        page.Write($"to 0.001: the largest difference is {largest:G1}.");
        page.Numbers.Keep("adam_shuffled/largest_difference_from_published", largest);
    }

    private static DataFrame Students(double lastScore) => new(
        new DoubleDataFrameColumn("cgpa", [8, 7, 6, 5]),
        new DoubleDataFrameColumn("profile_score", [8, 9, 10, lastScore]),
        new DoubleDataFrameColumn("lpa", [4, 5, 6, 7]));

    private static Sequential Build(DType dtype)
    {
        var model = new Sequential(dtype: dtype)
        {
            new Dense(2, activation: "linear", inputDim: 2),
            new Dense(1, activation: "linear"),
        };
        model.SetWeights(
            new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } },
            new double[] { 0, 0 },
            new double[,] { { 0.1 }, { 0.1 } },
            new double[] { 0 });
        return model;
    }

    /// <summary>Compiles and trains a fresh model, writes loss and weights of each epoch, and returns the weights at the end.</summary>
    private static double[] Fit(Page page, string name, DataFrame students, string optimizer, DType dtype, bool shuffle)
    {
        Tensor x = Tensor.From(students.Rows.SelectMany(row => new[] { (double)row["cgpa"], (double)row["profile_score"] }).ToArray(), [4, 2]).Cast(dtype);
        Tensor y = Tensor.From(students.Rows.Select(row => (double)row["lpa"]).ToArray(), [4, 1]).Cast(dtype);

        Sequential model = Build(dtype);
        if (optimizer == "adam")
        {
            // By name, with the defaults of each.
            model.Compile("adam", "mean_squared_error");
        }
        else
        {
            model.Compile(new Sgd(learningRate: 0.001), new MeanSquaredError());
        }

        page.EpochHeader();
        var observer = new LambdaCallback(onEpochEnd: (epoch, logs) => page.Epoch(epoch + 1, logs.Loss, Weights(model)));
        History history = model.Fit(x, y, epochs: 75, batchSize: 1, shuffle: shuffle, callbacks: [observer]);
        page.KeepRun(name, history["loss"], Weights(model));
        return Weights(model);
    }

    private static double[] Weights(Sequential model) => [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())];

    /// <summary>The same training in the plain loops of regression-by-hand.</summary>
    private static double[] ByHand(DataFrame students, Hand.UpdateRule rule)
    {
        double[][] x = [.. students.Rows.Select(row => new[] { (double)row["cgpa"], (double)row["profile_score"] })];
        double[] y = [.. students.Rows.Select(row => (double)row["lpa"])];
        var network = new Hand.Network([2, 2, 1], [Hand.Activation.Linear, Hand.Activation.Linear], Hand.Loss.SquaredError, initialWeight: 0.1);
        network.Train(x, y, epochs: 75, rule);
        return network.GetWeights();
    }

    private static void Compare(Page page, string name, double[] model, double[] hand)
    {
        int digits = Hand.Agreement.Digits(model, hand);
        page.Write($"The same training by hand ends with weights that agree {(digits == Hand.Agreement.EqualBits ? "in every bit" : $"to {digits} digits or more")}.");
        page.Numbers.Keep($"{name}/relative_difference_from_by_hand", Hand.Agreement.RelativeDifference(model, hand));
    }
}
