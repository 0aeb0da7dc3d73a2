using System.Text.Json;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;
using static Backprop.Apps.Tests.Lessons.LessonNumbers;

namespace Backprop.Apps.Tests.Lessons;

/// <summary>The numbers that the lessons print, against the published ones and against the real Keras.</summary>
public sealed class LessonNumbersTests
{
    // Float64 runs of the same operations agree to this, relatively; printed finals to half of their last digit.
    private const double Series = 1e-12;
    private const double PrintedDigits = 0.5000001e-8;
    private const double Float32 = 2e-5;
    private const double OtherOrder = 1e-3;

    [Fact]
    public void Regression_by_hand()
    {
        JsonElement lesson = Of(RegressionByHand.Write);
        foreach (string run in new[] { "regression_correct", "regression_day8_correct", "regression_day8_published_update" })
        {
            Near(EpochLosses(Published(run)), EpochLosses(lesson.GetProperty(run)), Series);
            Near(Final(Published(run)), Final(lesson.GetProperty(run)), Series);
        }

        AsPublished("regression_by_hand", lesson);
        JsonElement sample = Published("regression_by_hand").GetProperty("first_sample");
        foreach (string name in new[] { "A1", "yhat", "loss" }) Near(All(sample.GetProperty(name)), All(lesson.GetProperty("first_sample").GetProperty(name)), Series);
    }

    [Fact]
    public void Classification_by_hand()
    {
        JsonElement lesson = Of(ClassificationByHand.Write);
        Near(EpochLosses(Published("classification_correct")), EpochLosses(lesson.GetProperty("classification_correct")), Series);
        Near(Final(Published("classification_correct")), Final(lesson.GetProperty("classification_correct")), Series);
        AsPublished("classification_by_hand", lesson);
        Near(All(Published("classification_by_hand").GetProperty("first_sample_losses")), All(lesson.GetProperty("first_sample_losses")), Series);
        foreach (JsonProperty delta in lesson.GetProperty("delta").EnumerateObject())
        {
            Assert.Equal(2 * delta.Value.GetProperty("sigmoid_with_cross_entropy").GetDouble(), delta.Value.GetProperty("linear_with_squared_error").GetDouble(), 1e-15);
        }
    }

    [Fact]
    public void Regression_by_model()
    {
        JsonElement lesson = Of(RegressionByModel.Write);
        foreach ((string run, string correct) in new[] { ("day8_sgd", "regression_day8_correct"), ("sgd", "regression_correct") })
        {
            Near(EpochLosses(Published(correct)), EpochLosses(lesson.GetProperty(run)), Series);
            Near(Final(Published(correct)), Final(lesson.GetProperty(run)), Series);
        }

        foreach (string run in new[] { "day8_sgd", "sgd", "adam" })
        {
            Assert.InRange(lesson.GetProperty(run).GetProperty("relative_difference_from_by_hand").GetDouble(), 0, Series);
        }

        AsKeras("seed-regression-adam", lesson.GetProperty("adam_float32"));
        double[] published = All(Published("regression_by_keras").GetProperty("published_final"));
        double[] shuffled = Final(lesson.GetProperty("adam_shuffled"));
        Assert.Equal(published.Length, shuffled.Length);
        Assert.All(published.Zip(shuffled), pair => Assert.Equal(pair.First, pair.Second, OtherOrder));
    }

    [Fact]
    public void Classification_by_model()
    {
        JsonElement lesson = Of(ClassificationByModel.Write);
        Near(EpochLosses(Published("classification_correct")), EpochLosses(lesson.GetProperty("sgd")), Series);
        Near(Final(Published("classification_correct")), Final(lesson.GetProperty("sgd")), Series);
        foreach (string run in new[] { "sgd", "adam" })
        {
            Assert.InRange(lesson.GetProperty(run).GetProperty("relative_difference_from_by_hand").GetDouble(), 0, Series);
        }

        AsKeras("seed-classification-adam", lesson.GetProperty("adam_float32"));
    }

    [Fact]
    public void Side_by_side_in_every_epoch_and_every_weight()
    {
        JsonElement lesson = Of(SideBySide.Write);
        JsonElement hand = lesson.GetProperty("by_hand");
        Near(EpochLosses(Published("regression_correct")), EpochLosses(hand), Series);
        foreach (string run in new[] { "by_differentiation", "by_model" })
        {
            JsonElement other = lesson.GetProperty(run);
            Near(EpochLosses(hand), EpochLosses(other), Series);
            foreach (JsonProperty weight in hand.GetProperty("weights").EnumerateObject()) Near(All(weight.Value), All(other.GetProperty("weights").GetProperty(weight.Name)), Series);
        }

        Assert.All(All(lesson.GetProperty("digits")), digits => Assert.InRange(digits, 12, 17));
    }

    [Fact]
    public void Memoization()
    {
        JsonElement lesson = Of(MemoizationLesson.Write);
        // 212 and 200,976 paths of kernels, as part 2 counts them by hand, and those of the biases: 16 + 4·4 + 4 + 1 and 16·(16³ + 16² + 16 + 1) + 1.
        Assert.Equal(212 + 64 + 16 + 4 + 1, Whole(lesson, "model 2-4-4-4-1", "paths"));
        Assert.Equal(200_976 + 65_536 + 4_096 + 256 + 16 + 1, Whole(lesson, "model 2-16-16-16-16-1", "paths"));
        Assert.Equal((45, 15, 9), (Whole(lesson, "checkpoints", "1"), Whole(lesson, "checkpoints", "3"), Whole(lesson, "checkpoints", "10")));
        Assert.Equal((63_245_986, 126_491_971), (Whole(lesson, "fib(38) plain", "value"), Whole(lesson, "fib(38) plain", "calls")));
        Assert.Equal((63_245_986, 75), (Whole(lesson, "fib(38) memoized", "value"), Whole(lesson, "fib(38) memoized", "calls")));
        Assert.Equal("573147844013817084101", lesson.GetProperty("fib(100) memoized").GetProperty("value").GetRawText());
        Assert.Equal([6, 6, 12, 8], All4("2-2-1"));
        Assert.Equal([44, 212, 968, 80], All4("2-4-4-4-1"));
        Assert.Equal(200_976, Whole(lesson, "2-16-16-16-16-1", "paths"));

        long[] All4(string name) => [.. new[] { "kernel_weights", "paths", "multiplications_by_paths", "multiplications_shared" }.Select(number => Whole(lesson, name, number))];
    }

    private static long Whole(JsonElement lesson, string name, string number) => lesson.GetProperty(name).GetProperty(number).GetInt64();

    /// <summary>The published run: its series to the last digits, its final weights as far as they were printed.</summary>
    private static void AsPublished(string name, JsonElement lesson)
    {
        Near(EpochLosses(Published(name)), EpochLosses(lesson.GetProperty(name)), Series);
        Assert.All(Final(Published(name)).Zip(Final(lesson.GetProperty(name))), pair => Assert.Equal(pair.First, pair.Second, PrintedDigits));
    }

    private static void AsKeras(string name, JsonElement run)
    {
        string folder = Repository.At($"tests/fixtures/keras-cases/models/{name}");
        IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Load(Path.Combine(folder, "data.npz"));
        Near([.. Enumerable.Range(0, 4).SelectMany(n => arrays[$"fitted.{n}"].ToArray<double>())], Final(run), Float32);
        JsonElement history = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement.GetProperty("history");
        Near(All(history.GetProperty("loss")), EpochLosses(run), Float32);
    }
}
