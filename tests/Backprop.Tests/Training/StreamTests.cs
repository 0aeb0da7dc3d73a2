using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Trainings on streams of batches: the same numbers as on the whole table, and no more of the stream in memory than was asked for.</summary>
public sealed class StreamTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([11, 3], DType.Float64, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([11, 1], DType.Float64, 2);
    private static readonly Tensor s_weight = LayerContract.Numbers([11], DType.Float64, 3);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_stream_trains_as_its_table_does_to_the_bit(int prefetch)
    {
        Model byTable = Compiled(), byStream = Compiled(), byAsync = Compiled();
        History table = byTable.Fit(s_x, s_y, batchSize: 4, epochs: 3, shuffle: false, sampleWeight: s_weight, validationData: new ValidationData(s_x, s_y));
        History stream = byStream.Fit(Batch.Of(s_x, s_y, 4, s_weight), epochs: 3, validationData: Batch.Of(s_x, s_y, 4), prefetch: prefetch);
        byAsync.Fit(Slowly(Batch.Of(s_x, s_y, 4, s_weight)), epochs: 3, prefetch: prefetch);
        Assert.Equal(Numbers(byTable), Numbers(byStream));
        Assert.Equal(Numbers(byTable), Numbers(byAsync));
        foreach (string key in (string[])["loss", "mae", "val_loss", "val_mae"]) Assert.Equal(table[key], stream[key]);
        Assert.Equal(byTable.Evaluate(s_x, s_y, 4).Values, byStream.Evaluate(Batch.Of(s_x, s_y, 4)).Values);
        Assert.Equal(byTable.Predict(s_x).ToArray<double>(), byStream.PredictBatches(Batch.Of(s_x, batchSize: 4)).SelectMany(outputs => outputs[0].ToArray<double>()));
    }

    [Fact]
    public void With_steps_the_stream_goes_on_from_epoch_to_epoch()
    {
        Model inEpochs = Compiled(), inOne = Compiled();
        inEpochs.Fit(Forever(), epochs: 3, stepsPerEpoch: 2);
        inOne.Fit(Forever(), epochs: 1, stepsPerEpoch: 6);
        Assert.Equal(Numbers(inOne), Numbers(inEpochs));

        IEnumerable<Batch> Forever()
        {
            while (true)
            {
                foreach (Batch batch in Batch.Of(s_x, s_y, 4)) yield return batch;
            }
        }
    }

    [Fact]
    public void A_stream_that_ends_early_is_begun_again_and_that_is_said()
    {
        Model model = Compiled(), again = Compiled();
        string warnings = TestRun.ErrorsOf(() => model.Fit(Batch.Of(s_x, s_y, 4), epochs: 2, stepsPerEpoch: 5));
        again.Fit(Batch.Of(s_x, s_y, 4), epochs: 2);
        Assert.Contains("after 3 of 5 steps in epoch 1", warnings, StringComparison.Ordinal);
        Assert.Equal(Numbers(again), Numbers(model));
    }

    [Fact]
    public void A_stream_that_ends_with_an_epoch_is_begun_again_with_the_next()
    {
        Model inSteps = Compiled(), whole = Compiled();
        string warnings = TestRun.ErrorsOf(() => inSteps.Fit(Batch.Of(s_x, s_y, 4), epochs: 3, stepsPerEpoch: 3));
        whole.Fit(Batch.Of(s_x, s_y, 4), epochs: 3);
        // Other tests that run meanwhile may warn of other things.
        Assert.DoesNotContain(" steps in epoch ", warnings, StringComparison.Ordinal);
        Assert.DoesNotContain("no more batches", warnings, StringComparison.Ordinal);
        Assert.Equal(Numbers(whole), Numbers(inSteps));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(2, 2)]
    public void A_stream_that_is_used_up_ends_the_training_and_that_is_said(int? stepsPerEpoch, int epochs)
    {
        var once = new Queue<Batch>(Batch.Of(s_x, s_y, 4));
        History history = null!;
        string warnings = TestRun.ErrorsOf(() => history = Compiled().Fit(Drained(), epochs: 9, stepsPerEpoch: stepsPerEpoch, prefetch: 0));
        Assert.Equal(epochs, history["loss"].Count);
        Assert.Contains(stepsPerEpoch is null ? "no more batches for epoch 2; the training ends here" : "after 1 of 2 steps in epoch 2", warnings, StringComparison.Ordinal);

        IEnumerable<Batch> Drained()
        {
            while (once.TryDequeue(out Batch? batch)) yield return batch;
        }
    }

    [Fact]
    public void A_validation_in_steps_sees_the_same_samples_each_time()
    {
        Model model = Compiled();
        model.Optimizer.LearningRate = 0;
        History history = model.Fit(Batch.Of(s_x, s_y, 4), epochs: 3, validationData: Batch.Of(s_x, s_y, 2), validationSteps: 2);
        Assert.Single(history["val_loss"].Distinct());
        Assert.Equal(Compiled().Evaluate(Batch.Of(s_x, s_y, 2), steps: 2)["loss"], history["val_loss"][0]);
    }

    [Fact]
    public void Predictions_of_a_stream_are_joined()
    {
        Model model = Compiled();
        Assert.Equal(model.Predict(s_x).ToArray<double>(), model.Predict(Batch.Of(s_x, batchSize: 4)).ToArray<double>());
        Assert.Equal<Shape>([8, 1], model.Predict(Slowly(Batch.Of(s_x, batchSize: 4)), steps: 2).Shape);
        Assert.Contains("gave no batch", Assert.Throws<ArgumentException>(() => model.Predict(Array.Empty<Batch>())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 4)]
    public void No_more_is_read_ahead_than_was_asked_for(int prefetch, int most)
    {
        int made = 0, used = 0, largest = 0;
        var count = new LambdaCallback(onBatchEnd: (_, _) => used++);
        Compiled().Fit(Counted(), prefetch: prefetch, callbacks: [count]);
        Assert.Equal(40, used);
        Assert.InRange(largest, 1, most);

        IEnumerable<Batch> Counted()
        {
            for (int i = 0; i < 40; i++)
            {
                made++;
                largest = Math.Max(largest, made - Volatile.Read(ref used));
                yield return new Batch(s_x, s_y);
            }
        }
    }

    [Fact]
    public void Trouble_in_a_stream_is_told_with_its_place()
    {
        Assert.Contains("no batch in epoch 1", Assert.Throws<ArgumentException>(() => Compiled().Fit(Array.Empty<Batch>())).Message, StringComparison.Ordinal);
        Assert.Contains("Batch 2 of epoch 1", Assert.Throws<ArgumentException>(() => Compiled().Fit([new Batch(s_x, s_y), new Batch(new double[2, 5], new double[2, 1])])).Message, StringComparison.Ordinal);
        foreach (int prefetch in (int[])[0, 2])
        {
            Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => Compiled().Fit(Broken(), prefetch: prefetch)).Message);
            Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => Compiled().Predict(Broken(), prefetch: prefetch)).Message);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Compiled().Fit(Broken(), stepsPerEpoch: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compiled().Fit(Broken(), prefetch: -1));

        static IEnumerable<Batch> Broken()
        {
            yield return new Batch(s_x, s_y);
            throw new IOException("the disk is gone");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_stream_is_let_go_when_a_training_ends_early(int prefetch)
    {
        bool isClosed = false;
        using var cancel = new CancellationTokenSource();
        var stop = new LambdaCallback(onBatchEnd: (batch, _) =>
        {
            if (batch == 3) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Compiled().Fit(Forever(), prefetch: prefetch, callbacks: [stop], cancellationToken: cancel.Token));
        Assert.True(isClosed);

        IEnumerable<Batch> Forever()
        {
            try
            {
                while (true) yield return new Batch(s_x, s_y);
            }
            finally
            {
                isClosed = true;
            }
        }
    }

    [Fact]
    public void The_bar_says_that_the_length_is_unknown_until_the_stream_has_ended_once()
    {
        using var written = new StringWriter();
        Compiled().Fit(Batch.Of(s_x, s_y, 4), epochs: 2, callbacks: [new ProgressBar(written, clock: new Jump())]);
        Assert.Contains("1/Unknown", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("3/3", written.ToString(), StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<Batch> Slowly(IEnumerable<Batch> batches)
    {
        foreach (Batch batch in batches)
        {
            await Task.Yield();
            yield return batch;
        }
    }

    private static Model Compiled()
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([3], DType.Float64), new Dense(4, "tanh"), new Dropout(0.2), new Dense(1) };
        model.Compile("adam", "mse", ["mae"]);
        return model;
    }

    private static IEnumerable<double> Numbers(Model model) => model.GetWeights().SelectMany(weight => weight.ToArray<double>());

    /// <summary>A clock that moves on by a second whenever it is read.</summary>
    private sealed class Jump : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
