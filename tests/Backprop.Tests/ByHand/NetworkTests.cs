namespace Backprop.Tests.ByHand;

// Inside the namespace, so that Losses means the class by hand, not the library's namespace.
using Backprop.ByHand;

public sealed class NetworkTests
{
    public static TheoryData<int[], Activation, Activation, Loss> Networks => new()
    {
        { [2, 2, 1], Activation.Linear, Activation.Linear, Loss.SquaredError },
        { [2, 2, 1], Activation.Sigmoid, Activation.Sigmoid, Loss.BinaryCrossEntropy },
        { [3, 1], Activation.Tanh, Activation.Tanh, Loss.SquaredError },
        { [2, 4, 4, 4, 1], Activation.Tanh, Activation.Linear, Loss.SquaredError },
        { [2, 4, 4, 4, 1], Activation.Sigmoid, Activation.Sigmoid, Loss.SquaredError },
        { [4, 5, 3, 2], Activation.Relu, Activation.Sigmoid, Loss.BinaryCrossEntropy },
        { [1, 6, 3], Activation.Tanh, Activation.Linear, Loss.SquaredError },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_agree_with_central_differences(int[] sizes, Activation hidden, Activation output, Loss loss)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            (Network network, double[] x, double[] y) = Random(sizes, hidden, output, loss, seed);
            network.Forward(x);
            network.Backward(y);
            double[] gradients = network.GetGradients();
            double[] weights = network.GetWeights();
            const double h = 1e-6;
            for (int n = 0; n < weights.Length; n++)
            {
                double difference = (LossWith(n, weights[n] + h) - LossWith(n, weights[n] - h)) / (2 * h);
                Assert.Equal(difference, gradients[n], 1e-8 * Math.Max(1, Math.Abs(difference)));
            }

            double LossWith(int n, double value)
            {
                double[] moved = [.. weights];
                moved[n] = value;
                network.SetWeights(moved);
                network.Forward(x);
                return network.LossOf(y);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_path_multiplied_out_gives_the_same_gradient_as_shared_deltas(int[] sizes, Activation hidden, Activation output, Loss loss)
    {
        (Network network, double[] x, double[] y) = Random(sizes, hidden, output, loss, 7);
        network.Forward(x);
        network.Backward(y);
        double[] gradients = network.GetGradients();
        double[] shared = Memoization.Shared(network, x, y).Gradients;
        double[] paths = Memoization.PathByPath(network, x, y).Gradients;
        Assert.Equal(gradients, shared);
        for (int n = 0; n < gradients.Length; n++)
        {
            Assert.Equal(gradients[n], paths[n], 1e-13);
        }
    }

    [Fact]
    public void Output_delta_is_the_error_for_sigmoid_with_cross_entropy_and_twice_it_for_linear_with_squared_error()
    {
        Network classifier = new([2, 2, 1], [Activation.Sigmoid, Activation.Sigmoid], Loss.BinaryCrossEntropy);
        double p = classifier.Forward([8, 8])[0];
        classifier.Backward([1]);
        Assert.Equal(p - 1, classifier.Output.Delta[0]);

        // The same without the cancellation: ∂L/∂ŷ · f′(z).
        double product = Backprop.ByHand.Losses.Derivative(Loss.BinaryCrossEntropy, 1, p) * Backprop.ByHand.Activations.Derivative(Activation.Sigmoid, classifier.Output.Z[0], p);
        Assert.InRange(Agreement.RelativeDifference(product, p - 1), 0, 1e-14);

        Network regression = new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
        double prediction = regression.Forward([8, 8])[0];
        regression.Backward([4]);
        Assert.Equal(2 * (prediction - 4), regression.Output.Delta[0]);
    }

    [Fact]
    public void Adam_takes_steps_of_about_the_learning_rate_first_and_lowers_the_loss()
    {
        Network network = new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
        Adam adam = new();
        double[][] x = [[8, 8], [7, 9], [6, 10], [5, 12]];
        double[] y = [4, 5, 6, 7];
        network.TrainEpoch([x[0]], [[y[0]]], adam);

        // In the first step m = (1 − β₁)g and √v = √(1 − β₂)|g|, so a weight moves by η·g/|g|, but for ε.
        Assert.All(network.GetWeights(), weight => Assert.Equal(0.001, weight > 0.05 ? weight - 0.1 : weight, 1e-8));

        IReadOnlyList<EpochRecord> records = network.Train(x, y, 75, adam);
        Assert.True(records[^1].Loss < records[0].Loss);
        Network other = new([2, 1], [Activation.Linear], Loss.SquaredError);
        other.Forward([1, 1]);
        Assert.Throws<InvalidOperationException>(() => adam.Apply(other, [1]));
    }

    [Fact]
    public void A_deep_network_learns_and_the_observer_sees_every_epoch()
    {
        Network network = new([2, 4, 4, 4, 1], [Activation.Tanh, Activation.Tanh, Activation.Tanh, Activation.Sigmoid], Loss.BinaryCrossEntropy);
        network.InitializeGlorotUniform(new Random(3));
        int seen = 0;
        IReadOnlyList<EpochRecord> records = network.Train([[0, 0], [0, 1], [1, 0], [1, 1]], [0.0, 1, 1, 0], 3000, new GradientDescent(0.1), record => seen = record.Epoch);
        Assert.Equal(3000, seen);
        Assert.True(records[^1].Loss < 0.1, $"{records[^1].Loss}");
    }

    [Fact]
    public void Training_allocates_nothing_per_step()
    {
        Network network = new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
        double[][] x = [[8, 8], [7, 9]];
        double[][] y = [[4], [5]];
        GradientDescent rule = new(0.001);
        network.TrainEpoch(x, y, rule);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 100; n++) network.TrainEpoch(x, y, rule);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_certain_and_right_prediction_costs_nothing_instead_of_being_no_number()
    {
        Assert.Equal(0, Backprop.ByHand.Losses.Value(Loss.BinaryCrossEntropy, 1, 1));
        Assert.Equal(0, Backprop.ByHand.Losses.Value(Loss.BinaryCrossEntropy, 0, 0));
        Assert.Equal(double.PositiveInfinity, Backprop.ByHand.Losses.Value(Loss.BinaryCrossEntropy, 1, 0));
    }

    [Fact]
    public void Wrong_lengths_are_refused_with_both_numbers()
    {
        Network network = new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
        Assert.Contains("takes 2 inputs; received 3", Assert.Throws<ArgumentException>(() => network.Forward([1, 2, 3])).Message);
        Assert.Contains("1 outputs; received 2", Assert.Throws<ArgumentException>(() => network.Backward([1, 2])).Message);
        Assert.Contains("9 weights", Assert.Throws<ArgumentException>(() => network.SetWeights([1.0])).Message);
        Assert.Throws<ArgumentException>(() => network.TrainEpoch([[1, 2]], [], new GradientDescent(1)));
        Assert.Throws<ArgumentException>(() => new Network([2, 2, 1], [Activation.Linear], Loss.SquaredError));
        Assert.Throws<ArgumentException>(() => new Network([2, 0], [Activation.Linear], Loss.SquaredError));
    }

    private static (Network Network, double[] X, double[] Y) Random(int[] sizes, Activation hidden, Activation output, Loss loss, int seed)
    {
        Activation[] activations = new Activation[sizes.Length - 1];
        Array.Fill(activations, hidden);
        activations[^1] = output;
        Random random = new(seed);
        Network network = new(sizes, activations, loss);
        network.InitializeGlorotUniform(random);
        network.SetWeights([.. network.GetWeights().Select(weight => weight + 0.2 * (random.NextDouble() - 0.5))]);
        return (network, [.. Enumerable.Range(0, sizes[0]).Select(_ => 2 * random.NextDouble() - 1)], [.. Enumerable.Range(0, sizes[^1]).Select(_ => random.NextDouble())]);
    }
}
