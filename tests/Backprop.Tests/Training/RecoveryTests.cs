using Backprop.Formats;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Callbacks that help when a training goes wrong, and those that work on averages of weights.</summary>
public sealed class RecoveryTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([20, 3], DType.Float64, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([20, 1], DType.Float64, 2);

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(3, true)]
    public void A_training_that_was_interrupted_goes_on_to_the_same_numbers(int at, bool useEma)
    {
        using var folder = new TemporaryFolder();
        string backup = folder.At("backup");
        Sequential whole = Compiled(useEma);
        History all = whole.Fit(s_x, s_y, batchSize: 6, epochs: 6);

        using var cancel = new CancellationTokenSource();
        var interrupt = new LambdaCallback(onBatchEnd: (batch, _) =>
        {
            if (batch == 2) cancel.Cancel();
        });
        Sequential first = Compiled(useEma);
        var atEpoch = new LambdaCallback(onEpochBegin: epoch =>
        {
            if (epoch == at) throw new IOException("power failure");
        });
        Assert.Throws<IOException>(() => first.Fit(s_x, s_y, batchSize: 6, epochs: 6, callbacks: [new BackupAndRestore(backup), atEpoch]));
        Assert.Equal(2, Directory.GetFiles(backup).Length);

        // Interrupted once more, in the middle of an epoch.
        Assert.ThrowsAny<OperationCanceledException>(() => Compiled(useEma).Fit(s_x, s_y, batchSize: 6, epochs: 6, callbacks: [new BackupAndRestore(backup), interrupt], cancellationToken: cancel.Token));

        Sequential second = Compiled(useEma);
        History rest = second.Fit(s_x, s_y, batchSize: 6, epochs: 6, callbacks: [new BackupAndRestore(backup)]);
        Assert.Equal(Enumerable.Range(at, 6 - at), rest.Epochs);
        Assert.Equal(all["loss"].Skip(at), rest["loss"]);
        Assert.Equal(Numbers(whole), Numbers(second));
        Assert.False(Directory.Exists(backup));
    }

    [Fact]
    public void A_backup_may_be_taken_within_an_epoch_and_kept()
    {
        using var folder = new TemporaryFolder();
        string backup = folder.At("backup");
        Compiled().Fit(s_x, s_y, batchSize: 5, epochs: 1, callbacks: [new BackupAndRestore(backup, saveFreq: 3, deleteCheckpoint: false)]);
        Assert.Equal(["step_3.weights.h5", "training_metadata.json"], Directory.GetFiles(backup).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        File.WriteAllText(Path.Combine(backup, "training_metadata.json"), "{\"epoch\": 1, \"step\": 3, \"weights\": \"../other\"}");
        Assert.Contains("not the description of a backup", Assert.Throws<ModelFormatException>(() => Compiled().Fit(s_x, s_y, callbacks: [new BackupAndRestore(backup)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupAndRestore(backup, saveFreq: 0));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_ends_the_training_in_order()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(1, inputDim: 3, kernelInitializer: "ones") };
        model.Compile(new Sgd(1e200), "mse");
        var terminate = new TerminateOnNaN();
        var epochs = new List<int>();
        History history = model.Fit(s_x, s_y, batchSize: 5, epochs: 9, callbacks: [terminate, new LambdaCallback(onEpochEnd: (epoch, _) => epochs.Add(epoch))]);
        Assert.Equal([0], epochs);
        Assert.True(double.IsNaN(Assert.Single(history["loss"])));
        Assert.NotNull(terminate.Failure);
        Assert.All(Numbers(model), number => Assert.True(double.IsFinite(number)));
        Assert.Throws<NumericException>(() => model.Fit(s_x, s_y, batchSize: 5, epochs: 9));
    }

    [Fact]
    public void A_validation_may_use_the_averages_of_the_weights()
    {
        var validation = new ValidationData(s_x, s_y);
        Sequential plain = Compiled(useEma: true), swapped = Compiled(useEma: true);
        double[] before = [], averages = [];
        var keep = new LambdaCallback(onEpochEnd: (_, _) => (before, averages) = ([.. Numbers(plain)], [.. plain.TrainableWeights.SelectMany((_, i) => plain.Optimizer.Average(i).Value.ToArray<double>())]));
        plain.Fit(s_x, s_y, batchSize: 5, epochs: 1, callbacks: [keep]);
        double[] during = [], after = [];
        History history = swapped.Fit(s_x, s_y, batchSize: 5, epochs: 1, validationData: validation, callbacks: [new SwapEMAWeights(), new Within(() => during = [.. Numbers(swapped)]), new LambdaCallback(onEpochEnd: (_, _) => after = [.. Numbers(swapped)])]);
        Assert.Equal(before, after);
        Assert.NotEqual(before, during);
        Assert.Equal(averages, during);

        // What was validated is what the model is at the end: the averages.
        Assert.Equal(swapped.Evaluate(s_x, s_y, batchSize: 5)["loss"], history["val_loss"][0]);
        Assert.Contains("UseEma", Assert.Throws<InvalidOperationException>(() => Compiled().Fit(s_x, s_y, validationData: validation, callbacks: [new SwapEMAWeights()])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Averages_may_stay_in_place_between_epochs()
    {
        Sequential plain = Compiled(useEma: true), swapped = Compiled(useEma: true);
        plain.Fit(s_x, s_y, epochs: 3);
        swapped.Fit(s_x, s_y, epochs: 3, callbacks: [new SwapEMAWeights(swapOnEpoch: true)]);
        Assert.Equal(Numbers(plain), Numbers(swapped));
    }

    [Fact]
    public void An_evaluation_may_use_the_averages()
    {
        Sequential model = Compiled(useEma: true);
        model.Fit(s_x, s_y, batchSize: 5);
        model.TrainOnBatch(s_x, s_y);
        double[] before = [.. Numbers(model)];
        double usual = model.Evaluate(s_x, s_y).Loss, averaged = model.Evaluate(s_x, s_y, callbacks: [new SwapEMAWeights()]).Loss;
        Assert.Equal(before, Numbers(model));
        Assert.NotEqual(usual, averaged);
    }

    [Fact]
    public void A_checkpoint_may_be_written_every_few_steps()
    {
        using var folder = new TemporaryFolder();
        Compiled().Fit(s_x, s_y, batchSize: 5, epochs: 2, callbacks: [new ModelCheckpoint(folder.At("{epoch}-{batch:02d}.keras"), saveFreq: 3)]);
        Assert.Equal(["1-03.keras", "2-02.keras"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static Sequential Compiled(bool useEma = false)
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([3], DType.Float64), new Dense(4, "tanh"), new BatchNormalization(), new Dropout(0.3), new Dense(1) };
        model.Compile(new Adam(0.01) { UseEma = useEma, EmaMomentum = 0.9 }, "mse");
        return model;
    }

    private static IEnumerable<double> Numbers(Model model) => model.TrainableWeights.SelectMany(weight => weight.Variable.Value.ToArray<double>());

    private sealed class Within(Action action) : Callback
    {
        public override void OnTestBegin() => action();
    }
}
