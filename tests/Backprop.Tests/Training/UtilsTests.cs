using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>The expected values are those of the examples in Keras' documentation, or NumPy's.</summary>
public sealed class UtilsTests
{
    [Fact]
    public void Class_numbers_become_vectors()
    {
        Tensor vectors = Utils.ToCategorical(new[] { 0, 1, 2, 3 }, numClasses: 4);
        Assert.Equal([4, 4], vectors.Shape);
        Assert.Equal([1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], vectors.ToArray<float>());
        Assert.Equal([2, 3], Utils.ToCategorical(new[,] { { 2 }, { 0 } }).Shape);
        Assert.Equal([2, 2, 3], Utils.ToCategorical(new[,] { { 2, 1 }, { 0, 0 } }).Shape);
        Assert.Contains("Label 1", Assert.Throws<ArgumentException>(() => Utils.ToCategorical(new[] { 0, 3 }, 3)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => Utils.ToCategorical(new[] { -1 }));
        Assert.Throws<ArgumentException>(() => Utils.ToCategorical(new[] { 0.5 }));
        Assert.Throws<ArgumentException>(() => Utils.ToCategorical(Array.Empty<int>()));
    }

    [Theory]
    [InlineData(2, 0.6, 0.8)]
    [InlineData(1, 3 / 7.0, 4 / 7.0)]
    [InlineData(double.PositiveInfinity, 0.75, 1)]
    [InlineData(3, 0.66697178, 0.88929570)]
    public void Vectors_are_divided_by_their_lengths(double order, double first, double second)
    {
        Assert.Equal([first, second, 0, 0], Utils.Normalize(new[,] { { 3.0, 4 }, { 0, 0 } }, order: order).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal([first, 0, second, 0], Utils.Normalize(new[,] { { 3.0, 0 }, { 4, 0 } }, axis: 0, order: order).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Sequences_are_filled_up_and_cut()
    {
        int[][] sequences = [[1], [2, 3], [4, 5, 6]];
        Assert.Equal([0, 0, 1, 0, 2, 3, 4, 5, 6], Utils.PadSequences(sequences).ToArray<int>());
        Assert.Equal([-1, -1, 1, -1, 2, 3, 4, 5, 6], Utils.PadSequences(sequences, value: -1).ToArray<int>());
        Assert.Equal([1, 0, 0, 2, 3, 0, 4, 5, 6], Utils.PadSequences(sequences, padding: "post").ToArray<int>());
        Assert.Equal([0, 1, 2, 3, 5, 6], Utils.PadSequences(sequences, maxLen: 2).ToArray<int>());
        Assert.Equal([0, 1, 2, 3, 4, 5], Utils.PadSequences(sequences, maxLen: 2, truncating: "post").ToArray<int>());
        Tensor vectors = Utils.PadSequences([new float[,] { { 1, 2 } }, new float[,] { { 3, 4 }, { 5, 6 } }], dtype: DType.Float32);
        Assert.Equal([2, 2, 2], vectors.Shape);
        Assert.Equal([0f, 0, 1, 2, 3, 4, 5, 6], vectors.ToArray<float>());
        Assert.Equal([2, 0], Utils.PadSequences<int>([[], []]).Shape);
        Assert.Throws<ArgumentException>(() => Utils.PadSequences(sequences, padding: "left"));
        Assert.Contains("Sequence 1", Assert.Throws<ArgumentException>(() => Utils.PadSequences([new float[,] { { 1, 2 } }, new float[,] { { 3 } }])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_split()
    {
        Tensor x = Enumerable.Range(0, 10).ToArray(), y = Enumerable.Range(100, 10).ToArray();
        (TensorSet left, TensorSet right) = Utils.SplitDataset([x, y], leftSize: 0.8);
        Assert.Equal(Enumerable.Range(0, 8), left[0].ToArray<int>());
        Assert.Equal([108, 109], right[1].ToArray<int>());
        Assert.Equal(3, Utils.SplitDataset(x, rightSize: 3).Right[0].Size);
        (left, right) = Utils.SplitDataset(x, leftSize: 2, rightSize: 0.3);
        Assert.Equal([0, 1], left[0].ToArray<int>());
        Assert.Equal([7, 8, 9], right[0].ToArray<int>());

        (left, right) = Utils.SplitDataset([x, y], leftSize: 4, shuffle: true, seed: 5);
        Assert.Equal(Enumerable.Range(0, 10), left[0].ToArray<int>().Concat(right[0].ToArray<int>()).Order());
        Assert.Equal(left[0].ToArray<int>().Select(number => number + 100), left[1].ToArray<int>());
        Assert.NotEqual([0, 1, 2, 3], left[0].ToArray<int>());
        Assert.Equal(left[0].ToArray<int>(), Utils.SplitDataset(x, leftSize: 4, shuffle: true, seed: 5).Left[0].ToArray<int>());
        Assert.Throws<ArgumentException>(() => Utils.SplitDataset(x));
        Assert.Throws<ArgumentException>(() => Utils.SplitDataset(x, 0.7, 0.7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Utils.SplitDataset(x, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Utils.SplitDataset(x, 1.5));
    }

    [Fact]
    public void Windows_slide_over_a_series()
    {
        // The first example in the documentation of Keras' function.
        Batch[] batches = [.. Utils.TimeseriesDatasetFromArray(Enumerable.Range(0, 99).ToArray(), null, sequenceLength: 10, sequenceStride: 3, samplingRate: 2)];
        Tensor x = Assert.Single(batches).X[0];
        Assert.Equal([27, 10], x.Shape);
        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], x[0].ToArray<int>());
        Assert.Equal([3, 5, 7, 9, 11, 13, 15, 17, 19, 21], x[1].ToArray<int>());
        Assert.Equal([78, 80, 82, 84, 86, 88, 90, 92, 94, 96], x[-1].ToArray<int>());

        // The second: ten past steps predict the next.
        Tensor series = Enumerable.Range(0, 30).Select(i => (double)(i * i)).ToArray();
        batches = [.. Utils.TimeseriesDatasetFromArray(series[..20], series[10..], sequenceLength: 10, batchSize: 4)];
        Assert.Equal([4, 4, 3], batches.Select(batch => batch.X[0].Shape[0]));
        Assert.Equal(series[..10].ToArray<double>(), batches[0].X[0][0].ToArray<double>());
        Assert.Equal(100, batches[0].Y![0][0].ToArray<double>()[0]);

        Batch middle = Assert.Single(Utils.TimeseriesDatasetFromArray(series, series, sequenceLength: 3, startIndex: 5, endIndex: 10));
        Assert.Equal([25.0, 36, 49], middle.Y![0].ToArray<double>());
        Assert.Equal([49.0, 64, 81], middle.X[0][2].ToArray<double>());
    }

    [Fact]
    public void Windows_are_shuffled_anew_each_time()
    {
        IEnumerable<Batch> batches = Utils.TimeseriesDatasetFromArray(Enumerable.Range(0, 50).ToArray(), null, sequenceLength: 1, batchSize: 7, shuffle: true, seed: 3);
        int[] first = Read(), second = Read();
        Assert.NotEqual(first, second);
        Assert.Equal(Enumerable.Range(0, 50), first.Order());
        Assert.Equal(Enumerable.Range(0, 50), second.Order());

        int[] Read() => [.. batches.SelectMany(batch => batch.X[0].ToArray<int>())];
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        Tensor series = Enumerable.Range(0, 10).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => Utils.TimeseriesDatasetFromArray(series, null, sequenceLength: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Utils.TimeseriesDatasetFromArray(series, null, sequenceLength: 2, startIndex: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Utils.TimeseriesDatasetFromArray(series, null, sequenceLength: 2, samplingRate: 0));
        Assert.Contains("No window of 6 entries, 2 apart", Assert.Throws<ArgumentException>(() => Utils.TimeseriesDatasetFromArray(series, null, sequenceLength: 6, samplingRate: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_learns_from_windows()
    {
        Tensor series = Enumerable.Range(0, 200).Select(i => Math.Sin(i * 0.1)).ToArray();
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([8], DType.Float64), new Dense(1) };
        model.Compile(new Adam(0.02), "mse");
        History history = model.Fit(Utils.TimeseriesDatasetFromArray(series[..192], series[8..].Reshape([192, 1]), 8, batchSize: 16, shuffle: true), epochs: 30);
        Assert.True(history["loss"][^1] < 0.01 * history["loss"][0], $"{history["loss"][0]} {history["loss"][^1]}");
    }
}

/// <summary>The seed of all models is one for the program, so no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(AloneCollection))]
public sealed class SetRandomSeedTests
{
    /// <summary>A test elsewhere that set it would change the models of those that run beside it, now and then.</summary>
    [Fact]
    public void No_other_test_sets_it()
    {
        string call = $"{nameof(Utils)}.{nameof(Utils.SetRandomSeed)}(";
        string[] callers = [.. Directory.EnumerateFiles(Repository.At("tests"), "*.cs", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(call, StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];
        Assert.Equal(["UtilsTests.cs"], callers);
    }

    [Fact]
    public void Models_follow_the_seed_that_was_set()
    {
        try
        {
            double[] usual = First();
            Utils.SetRandomSeed(7);
            double[] seven = First();
            Assert.NotEqual(usual, seven);
            Assert.Equal(seven, First());
            Assert.Equal(seven, new Sequential(seed: 7) { new Dense(3, inputDim: 2) }.Predict(LayerContract.Numbers([1, 2], DType.Float32, 1)).ToArray<double>());
        }
        finally
        {
            Utils.SetRandomSeed(0);
        }

        static double[] First() => new Sequential { new Dense(3, inputDim: 2) }.Predict(LayerContract.Numbers([1, 2], DType.Float32, 1)).ToArray<double>();
    }
}
