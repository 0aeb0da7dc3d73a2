using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Hand = Backprop.ByHand;

namespace Backprop.Cli.Tour;

/// <summary>What a training left behind: the loss of each epoch, and all weights after each, W1, b1, W2, b2, row by row.</summary>
internal sealed record SeedHistory(IReadOnlyList<double> Losses, IReadOnlyList<double[]> Weights);

/// <summary>
/// The seeds' regression, four students' salaries from two numbers each by a 2-2-1 network, trained in three ways that share no derivative.
/// </summary>
internal sealed class SeedTraining(double[][] x, double[] y)
{
    public const int Epochs = 75;
    public const double LearningRate = 0.001;
    public const double InitialWeight = 0.1;

    public static readonly string[] WeightNames = ["W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "W2[0]", "W2[1]", "b2"];

    public Tensor X => Tensor.From(x.SelectMany(row => row).ToArray(), [x.Length, 2]);

    public Tensor Y => Tensor.From(y, [y.Length, 1]);

    /// <summary>Plain loops, with the right update or another.</summary>
    public SeedHistory ByHand(Hand.UpdateRule rule)
    {
        var network = new Hand.Network([2, 2, 1], [Hand.Activation.Linear, Hand.Activation.Linear], Hand.Loss.SquaredError, InitialWeight);
        IReadOnlyList<Hand.EpochRecord> epochs = network.Train(x, y, Epochs, rule);
        return new SeedHistory([.. epochs.Select(epoch => epoch.Loss)], [.. epochs.Select(epoch => epoch.Flatten())]);
    }

    /// <summary>An expression, its gradient, and an update: nobody writes a derivative.</summary>
    public SeedHistory ByGradient()
    {
        Placeholder input = Placeholder.Of("x", DType.Float64, [1, 2]);
        Placeholder target = Placeholder.Of("y", DType.Float64, [1, 1]);
        Variable w1 = Variable.Of("W1", Tensor.Full(InitialWeight, DType.Float64, [2, 2]));
        Variable b1 = Variable.Of("b1", 0, 0);
        Variable w2 = Variable.Of("W2", Tensor.Full(InitialWeight, DType.Float64, [2, 1]));
        Variable b2 = Variable.Of("b2", 0.0);
        Variable[] weights = [w1, b1, w2, b2];
        Node loss = Functions.Mean(Functions.Square(target - (Functions.MatMul(Functions.MatMul(input, w1) + b1, w2) + b2)));
        Plans.Plan step = Plans.Plan.Of([loss], [.. weights.Zip(Gradient.Of(loss, weights), (weight, gradient) => new Update(weight, weight - LearningRate * gradient))]);
        var (losses, after) = (new List<double>(), new List<double[]>());
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            double sum = 0;
            for (int row = 0; row < x.Length; row++)
            {
                step.Feed(input, Tensor.From(x[row], [1, 2]));
                step.Feed(target, Tensor.From([y[row]], [1, 1]));
                step.Run();
                sum += step[loss].GetDouble();
            }

            losses.Add(sum / x.Length);
            after.Add([.. weights.SelectMany(weight => weight.Value.ToArray<double>())]);
        }

        return new SeedHistory(losses, after);
    }

    /// <summary>Layers, Compile and Fit.</summary>
    public SeedHistory ByModel()
    {
        Sequential model = NewModel();
        var weights = new List<double[]>();
        var observer = new LambdaCallback(onEpochEnd: (_, _) => weights.Add([.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())]));
        History history = model.Fit(X, Y, batchSize: 1, epochs: Epochs, shuffle: false, callbacks: [observer]);
        return new SeedHistory(history["loss"], weights);
    }

    /// <summary>The model before training.</summary>
    public static Sequential NewModel()
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(2, activation: "linear", kernelInitializer: new Initializers.Constant(InitialWeight), inputDim: 2),
            new Dense(1, activation: "linear", kernelInitializer: new Initializers.Constant(InitialWeight)),
        };
        model.Compile(new Sgd(LearningRate), new MeanSquaredError());
        return model;
    }
}
