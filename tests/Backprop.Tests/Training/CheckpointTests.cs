using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Callbacks that save, and that change the rate.</summary>
public sealed class CheckpointTests
{
    private static readonly Tensor s_x = Tensor.From(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), s_y = Tensor.From(new double[,] { { 1 }, { 2 }, { 3 } });

    private static Sequential Model(double rate)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(1, inputDim: 2) };
        model.Compile(new Sgd(rate), "mse");
        return model;
    }

    [Fact]
    public void Each_epoch_leaves_a_file_that_can_be_loaded()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Model(0.001);
        model.Fit(s_x, s_y, epochs: 2, callbacks: [new ModelCheckpoint(folder.At("at-{epoch:02d}-{loss:.1f}.keras"), saveBestOnly: false)]);
        string[] files = [.. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        Assert.StartsWith("at-01-", Path.GetFileName(files[0]), StringComparison.Ordinal);
        Assert.Equal(model.GetWeights()[0].ToArray<double>(), Backprop.Training.Model.Load(files[1]).GetWeights()[0].ToArray<double>());
    }

    [Fact]
    public void Only_a_better_model_is_kept()
    {
        using var folder = new TemporaryFolder();
        // A rate so large that the loss rises from the first epoch on.
        Sequential model = Model(0.5);
        model.Fit(s_x, s_y, epochs: 4, callbacks: [new ModelCheckpoint(folder.At("{epoch}.weights.h5"), monitor: "loss", saveBestOnly: true, saveWeightsOnly: true)]);
        Assert.Equal(["1.weights.h5"], Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)!));
    }

    [Fact]
    public void A_loss_that_does_not_fall_makes_the_rate_smaller()
    {
        Sequential model = Model(0.5);
        History history = model.Fit(s_x, s_y, epochs: 6, shuffle: false, callbacks: [new ReduceLROnPlateau("loss", factor: 0.1, patience: 2)]);
        // Best in epoch 0; two epochs without improvement, then 0.05; two more, then 0.005.
        double[] expected = [0.5, 0.5, 0.5, 0.05, 0.05, 0.005];
        for (int epoch = 0; epoch < expected.Length; epoch++) Assert.Equal(expected[epoch], history["learning_rate"][epoch], 12);
    }
}
