using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class TrainingScopeTests
{
    private static readonly double[,] s_x = { { 1 }, { 2 } };

    [Fact]
    public void AStoppedScopeEndsATrainingBetweenStepsWithItsWeightsAsTheyAre()
    {
        using var stop = new CancellationTokenSource();
        Sequential stopped = Model(), whole = Model();
        var scope = new TrainingScope(stop.Token);
        var observer = new LambdaCallback(onEpochEnd: (epoch, _) =>
        {
            Assert.True(scope.IsTraining);
            if (epoch == 2) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => scope.Run(() => stopped.Fit(s_x, s_x, epochs: 1000, callbacks: [observer])));
        Assert.False(scope.IsTraining);
        whole.Fit(s_x, s_x, epochs: 3);
        Assert.Equal(whole.GetWeights()[0].ToArray<double>(), stopped.GetWeights()[0].ToArray<double>());
        Assert.Throws<OperationCanceledException>(() => scope.Run(() => stopped.Predict(s_x)));
        Assert.Throws<OperationCanceledException>(() => scope.Run(() => stopped.Evaluate(s_x, s_x)));

        // Outside, nothing is stopped.
        Assert.Equal(2, stopped.Predict(s_x).Shape[0]);
    }

    [Fact]
    public void TheScopeIsToldOfProgressUnlessTheTrainingHasItsOwn()
    {
        var told = new List<TrainingProgress>();
        var own = new List<TrainingProgress>();
        var scope = new TrainingScope(default, new Listener(told));
        scope.Run(() => Model().Fit(s_x, s_x, epochs: 2));
        Assert.Equal([1, 2], told.Select(progress => progress.Epoch).Distinct());
        told.Clear();
        scope.Run(() => Model().Fit(s_x, s_x, epochs: 2, progress: new Listener(own)));
        Assert.Empty(told);
        Assert.NotEmpty(own);
    }

    [Fact]
    public async Task TheScopeHoldsAfterAnAwait()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => new TrainingScope(stop.Token).Run(async () =>
        {
            await Task.Yield();
            return Model().Fit(s_x, s_x);
        }));
    }

    private static Sequential Model()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(1, inputDim: 1) };
        model.SetWeights(new double[,] { { 0.5 } }, new double[] { 0 });
        model.Compile(new Sgd(0.01), new MeanSquaredError());
        return model;
    }

    private sealed class Listener(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }
}
