using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Training;

public sealed class FitTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([10, 3], DType.Float64, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([10, 1], DType.Float64, 2);

    [Fact]
    public void History_has_the_loss_the_metrics_and_their_validation()
    {
        History history = Model().Fit(s_x, s_y, epochs: 3, batchSize: 4, validationSplit: 0.3, validationFreq: 2);
        Assert.Equal(["loss", "mae", "val_loss", "val_mae"], history.Keys);
        Assert.Equal([0, 1, 2], history.Epochs);
        Assert.Equal(3, history["loss"].Count);
        Assert.Single(history["val_loss"]);
    }

    [Fact]
    public void The_validation_split_takes_the_last_rows_before_shuffling()
    {
        History split = Model().Fit(s_x, s_y, epochs: 2, batchSize: 4, validationSplit: 0.3);
        History given = Model().Fit(s_x[..7], s_y[..7], epochs: 2, batchSize: 4, validationData: new ValidationData(s_x[7..], s_y[7..]));
        Assert.Equal(given["loss"], split["loss"]);
        Assert.Equal(given["val_loss"], split["val_loss"]);
    }

    [Fact]
    public void Class_weights_are_sample_weights_by_class()
    {
        Tensor labels = Tensor.From([0.0, 1, 2, 1, 0, 2, 2, 1, 0, 1], [10, 1]);
        Tensor weights = Tensor.From(new double[] { 1, 3, 0.5, 3, 1, 0.5, 0.5, 3, 1, 3 }, [10]);
        History byClass = Model().Fit(s_x, labels, epochs: 2, classWeight: new Dictionary<int, double> { [1] = 3, [2] = 0.5 });
        History bySample = Model().Fit(s_x, labels, epochs: 2, sampleWeight: weights);
        Assert.Equal(bySample["loss"], byClass["loss"]);
        Assert.NotEqual(Model().Fit(s_x, labels, epochs: 2)["loss"], byClass["loss"]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        Assert.Equal(Trained(5), Trained(5));
        Assert.NotEqual(Trained(5), Trained(6));

        static double[] Trained(long seed)
        {
            var model = new Sequential(seed: seed) { new Dense(8, "relu"), new Dropout(0.3), new Dense(1) };
            model.Compile("adam", "mse");
            model.Fit(s_x, s_y, epochs: 3, batchSize: 4);
            return [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())];
        }
    }

    [Fact]
    public void A_training_continued_at_a_later_epoch_shuffles_as_if_it_had_not_stopped()
    {
        Model whole = Model(), parts = Model();
        whole.Fit(s_x, s_y, epochs: 4, batchSize: 3);
        parts.Fit(s_x, s_y, epochs: 2, batchSize: 3);
        parts.Fit(s_x, s_y, epochs: 4, batchSize: 3, initialEpoch: 2);
        Assert.Equal(Numbers(whole), Numbers(parts));
    }

    [Fact]
    public void Evaluate_and_TestOnBatch_change_nothing_and_agree()
    {
        Model model = Model();
        Logs evaluation = model.Evaluate(s_x, s_y, batchSize: 3);
        Logs batch = model.TestOnBatch(s_x, s_y);
        Assert.Equal(batch.Loss, evaluation.Loss, 1e-12);
        Assert.Equal(batch["mae"], evaluation["mae"], 1e-12);
        Assert.Equal(batch.Loss, model.TrainOnBatch(s_x, s_y).Loss, 1e-12);
        Assert.NotEqual(batch.Loss, model.TestOnBatch(s_x, s_y).Loss);
    }

    [Fact]
    public void A_number_that_is_none_is_named_and_the_weights_stay()
    {
        Model model = Model();
        IReadOnlyList<Tensor> before = model.Predict(s_x) is not null ? model.GetWeights() : [];
        Tensor bad = s_x.Clone();
        bad.AsWritableSpan<double>()[7] = double.NaN;
        Assert.Contains("x contains NaN in row 2 (counted from 0), position 1", Assert.Throws<ArgumentException>(() => model.Fit(bad, s_y)).Message);

        model = new Sequential(dtype: DType.Float64) { new Dense(1, "exponential", kernelInitializer: new Backprop.Initializers.Constant(1)) };
        model.Compile("sgd", "mse");
        Tensor large = Tensor.Full(400, DType.Float64, [2, 3]);
        NumericException exception = Assert.Throws<NumericException>(() => model.Fit(large, Tensor.Full(0, DType.Float64, [2, 1])));
        Assert.Contains("In epoch 1, step 1", exception.Message);
        Assert.Contains("Exp", exception.Message);
        Assert.Contains("dense/a", exception.Message);
        Assert.All(Numbers(model)[..3], weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void Fit_on_a_model_that_is_being_trained_is_refused()
    {
        Model model = Model();
        InvalidOperationException? refused = null;
        model.Fit(s_x, s_y, callbacks: [new LambdaCallback(onEpochEnd: (_, _) => refused = Assert.Throws<InvalidOperationException>(() => model.Fit(s_x, s_y)))]);
        Assert.Contains("is being trained", refused!.Message);
        model.Fit(s_x, s_y);
    }

    [Fact]
    public void Cancelling_ends_within_a_step_and_leaves_a_usable_model()
    {
        Model model = Model();
        using var source = new CancellationTokenSource();
        int batches = 0;
        var callback = new LambdaCallback(onBatchEnd: (batch, _) =>
        {
            batches++;
            if (batch == 1) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => model.Fit(s_x, s_y, batchSize: 2, epochs: 100, callbacks: [callback], cancellationToken: source.Token));
        Assert.Equal(2, batches);
        model.Fit(s_x, s_y);
    }

    [Fact]
    public void Predict_may_be_called_from_many_threads()
    {
        Model model = Model();
        double[] expected = model.Predict(s_x).ToArray<double>();
        Parallel.For(0, 64, _ => Assert.Equal(expected, model.Predict(s_x, batchSize: 4).ToArray<double>()));
    }

    [Theory]
    [InlineData(0, 1, 0.0, "A batch has 1 sample or more, not 0.")]
    [InlineData(-1, 1, 0.0, "A batch has 1 sample or more, not -1.")]
    [InlineData(32, 1, 1.0, "The part for validation is 0 or more and less than 1, not 1.")]
    [InlineData(32, 1, double.NaN, "not NaN")]
    [InlineData(32, 1, 0.01, "leaves 9 of 10 samples")]
    public void Arguments_out_of_range_are_refused_in_one_sentence(int batchSize, int epochs, double split, string message)
    {
        Model model = Model();
        if (message.StartsWith("leaves", StringComparison.Ordinal)) Assert.Single(model.Fit(s_x, s_y, batchSize: batchSize, epochs: epochs, validationSplit: split).Epochs);
        else Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => model.Fit(s_x, s_y, batchSize: batchSize, epochs: epochs, validationSplit: split)).Message);
    }

    [Fact]
    public void Data_that_does_not_fit_is_refused_in_one_sentence()
    {
        Model model = Model();
        Assert.Contains("leaves 0 of 1 samples", Assert.Throws<ArgumentException>(() => model.Fit(s_x[..1], s_y[..1], validationSplit: 0.5)).Message);
        Assert.Contains("There are no samples", Assert.Throws<ArgumentException>(() => model.Fit(s_x[..0], s_y[..0])).Message);
        Assert.Contains("x has 10 samples and y has 9", Assert.Throws<ArgumentException>(() => model.Fit(s_x, s_y[..9])).Message);
        Assert.Contains("The learning rate must be", Assert.ThrowsAny<ArgumentException>(() => new Sgd(double.NaN)).Message);
        Assert.Contains("is not compiled", Assert.Throws<InvalidOperationException>(() => new Sequential { new Dense(1) }.Fit(s_x, s_y)).Message);
        Assert.Contains("Did you mean \"mse\"?", Assert.Throws<ArgumentException>(() => new Sequential { new Dense(1) }.Compile("sgd", "msee")).Message);
        var optimizer = new Sgd();
        Model first = new Sequential { new Dense(1) }, second = new Sequential { new Dense(1) };
        first.Compile(optimizer, "mse");
        second.Compile(optimizer, "mse");
        first.Fit(s_x, s_y);
        Assert.Contains("already trains other weights", Assert.Throws<InvalidOperationException>(() => second.Fit(s_x, s_y)).Message);
    }

    [Fact]
    public void A_custom_loss_needs_no_derivative()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(1, kernelInitializer: "zeros") };
        model.Compile(new Sgd(0.1), new Quartic());
        double before = model.Evaluate(s_x, s_y).Loss;
        Assert.True(model.Fit(s_x, s_y, epochs: 20)["loss"][^1] < before);
    }

    private static double[] Numbers(Model model) => [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())];

    private static Sequential Model()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(4, "tanh"), new Dense(1) };
        model.Compile(new Sgd(0.1, momentum: 0.9), "mse", metrics: ["mae"]);
        return model;
    }

    private sealed class Quartic : Loss
    {
        protected override Node Values(Node yTrue, Node yPred)
        {
            (Node y, Node p) = Pair(yTrue, yPred);
            return Mean(Power(y - p, 4), [-1]);
        }
    }
}
