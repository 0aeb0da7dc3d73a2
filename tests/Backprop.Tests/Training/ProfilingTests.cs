using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>A profile lists every call with what it costs by counting, and leaves the model as it was.</summary>
public sealed class ProfilingTests
{
    [Fact]
    public void A_profile_of_training_lists_the_products_and_changes_nothing()
    {
        Sequential model = Compiled();
        Tensor x = Tensor.From([.. Enumerable.Range(0, 24).Select(i => (float)i / 24)], [8, 3]), y = Tensor.From([.. Enumerable.Range(0, 8).Select(i => (float)i)], [8, 1]);
        model.Fit(x, y, batchSize: 8, shuffle: false);
        float[][] before = [.. model.Weights.Select(weight => weight.Variable.Value.ToArray<float>())];
        double loss = model.Evaluate(x, y)["loss"];
        IReadOnlyList<CallTime> times = model.ProfileTraining(x, y, runs: 3);
        Assert.Equal(before, model.Weights.Select(weight => weight.Variable.Value.ToArray<float>()));
        Assert.Equal(loss, model.Evaluate(x, y)["loss"]);

        // Forward 8·3·5 and 8·5·1, back to both kernels, and back through the second layer.
        Assert.Equal(8 * (2 * 3 * 5 + 3 * 5 * 1), times.Sum(time => time.Call.MultiplyAdds));
        Assert.All(times, time => Assert.True(time.Seconds >= 0 && time.Start >= 0 && time.Call.Bytes > 0));
        Assert.Contains(times, time => time.Call.IsUpdate && time.Call.Alike == 3);
        Assert.Equal(times.OrderBy(time => time.Start).Select(time => time.Call), times.Select(time => time.Call));
    }

    [Fact]
    public void A_profile_of_a_prediction_puts_the_states_back()
    {
        var model = new Sequential { new LSTM(4, stateful: true), new Dense(1) };
        var x = Tensor.Full(0.5, DType.Float32, [2, 3, 2]);
        float[] first = model.Predict(x)[0].ToArray<float>();
        var layer = (LSTM)model.Layers[0];
        layer.ResetStates();
        IReadOnlyList<CallTime> times = model.ProfilePrediction(x, runs: 2);
        Assert.True(times.Count > 3);
        Assert.Equal(first, model.Predict(x)[0].ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ProfilePrediction(x, runs: 0));
    }

    private static Sequential Compiled()
    {
        var model = new Sequential { new Dense(5, "tanh"), new Dense(1) };
        model.Compile(new Adam(0.01), new MeanSquaredError());
        return model;
    }
}
