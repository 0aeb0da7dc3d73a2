using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class CallbackTests
{
    private static readonly double[,] s_x = { { 1 }, { 2 }, { 3 }, { 4 } };
    private static readonly double[,] s_y = { { 2 }, { 4 }, { 6 }, { 8 } };

    [Fact]
    public void EarlyStopping_ends_after_its_patience_and_brings_back_the_best_weights()
    {
        // A rate that is too large from the fourth epoch on: the loss rises again.
        Sequential model = Model();
        var stopping = new EarlyStopping("loss", patience: 2, restoreBestWeights: true);
        double[]? best = null;
        var remember = new LambdaCallback(onEpochEnd: (epoch, _) =>
        {
            if (epoch == stopping.BestEpoch) best = [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())];
        });
        var rate = new LearningRateScheduler(epoch => epoch < 4 ? 0.01 : 0.5);
        History history = model.Fit(s_x, s_y, epochs: 50, shuffle: false, callbacks: [rate, stopping, remember]);
        Assert.Equal(stopping.BestEpoch + 2, stopping.StoppedEpoch);
        Assert.Equal(history["loss"].Min(), stopping.Best);
        Assert.Equal(best, model.GetWeights().SelectMany(weight => weight.ToArray<double>()));
        Assert.Equal(0.01, history["learning_rate"][0]);
        Assert.Equal(0.5, history["learning_rate"][4]);
    }

    [Fact]
    public void EarlyStopping_asks_for_a_direction_that_it_cannot_know()
    {
        var callback = new LambdaCallback(onEpochEnd: (_, logs) => logs["mine"] = 1);
        Assert.Contains("MonitorMode.Max", Assert.Throws<ArgumentException>(() => Model().Fit(s_x, s_y, callbacks: [callback, new EarlyStopping("mine")])).Message);
        Assert.Contains("watches \"val_los\"", Assert.Throws<ArgumentException>(() => Model().Fit(s_x, s_y, callbacks: [new EarlyStopping("val_los")])).Message);
    }

    [Fact]
    public void CSVLogger_writes_a_line_per_epoch()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            History history = Model().Fit(s_x, s_y, epochs: 2, validationSplit: 0.25, callbacks: [new CSVLogger(file)]);
            string[] lines = File.ReadAllLines(file);
            Assert.Equal("epoch,loss,val_loss", lines[0]);
            Assert.Equal(3, lines.Length);
            Assert.Equal(history["loss"][1], double.Parse(lines[2].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_progress_lines_are_those_of_Keras()
    {
        var text = new StringWriter { NewLine = "\n" };
        Model().Fit(s_x, s_y, epochs: 1, batchSize: 2, callbacks: [new ProgressBar(text, lines: true, new StillClock())]);
        Assert.Matches(@"^Epoch 1/1\n2/2 - 0s - 0s/step - loss: \d+\.\d{4}\n$", text.ToString());
    }

    [Fact]
    public void Progress_is_told_after_each_epoch()
    {
        var told = new List<TrainingProgress>();
        Model().Fit(s_x, s_y, epochs: 3, progress: new Now(told));
        Assert.Equal([1, 2, 3], told.Select(progress => progress.Epoch));
        Assert.All(told, progress => Assert.Equal(1, progress.Batches));
    }

    private static Sequential Model()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(1) };
        model.Compile(new Sgd(0.01), "mse");
        return model;
    }

    private sealed class Now(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }

    private sealed class StillClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
